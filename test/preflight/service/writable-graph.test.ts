import { expect, test } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { tryWritingGraph } from '../../../src/preflight/service/writable-graph.ts'
import type { GraphServerOptions } from '../../clients/graph-server.ts'
import { startGraphServer } from '../../clients/graph-server.ts'
import { numbered } from '../../clients/tls-server.ts'

async function tryWriting(options: GraphServerOptions) {
  const server = await startGraphServer(options)
  const { signal } = new AbortController()
  const error = await tryWritingGraph({
    endpoint: server.endpoint,
    credentials: async () => numbered(1),
    options: resolveOptions({ neptune: true }, process.cwd(), {}),
    signal,
  }).then(
    () => undefined,
    (thrown: unknown) => thrown as Error,
  )
  return { ...server, error, lines: error?.message.split('\n') }
}

const identity = 'arn:aws:sts::111122223333:assumed-role/readers/ci'
const denied = (action: string) =>
  JSON.stringify({
    requestId: 'a',
    code: 'AccessDeniedException',
    detailedMessage: `User: ${identity} is not authorized to perform: ${action} on resource: arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABC/*`,
  })

test('adds a vertex and drops it by one traversal, and looks that it is gone', async () => {
  const { error, asked } = await tryWriting({ answer: 0 })
  expect(error).toBeUndefined()
  expect(asked).toEqual(['traversal/addV.drop', 'traversal/V.hasLabel.count'])
})

test.for(['neptune-db:WriteDataViaQuery', 'neptune-db:DeleteDataViaQuery'])(
  'says that %s is missing, and what else a run needs',
  async (action) => {
    const { error, lines, asked, endpoint } = await tryWriting({ refuses: () => denied(action) })
    expect(error).toMatchObject({ name: 'PermissionError', denial: { action, identity }, resource: endpoint.url })
    expect(lines).toEqual([
      `The cluster at ${endpoint.url} does not let this identity write into the graph and delete from it, for want of ${action}.`,
      `Last seen: 403 AccessDeniedException: User: ${identity} is not authorized to perform: ${action} on resource: arn:aws:neptune-db:eu-west-1:111122223333:cluster-ABC/*`,
      `Allow ${identity} in an IAM policy what a run needs: neptune-db:DeleteDataViaQuery, neptune-db:GetEngineStatus, neptune-db:ReadDataViaQuery, neptune-db:WriteDataViaQuery. ` +
        'Since engine 1.2.0.0 the action neptune-db:connect is not enough. A change of a policy takes up to 10 minutes to take effect.',
    ])
    expect(asked).toEqual(['traversal/addV.drop'])
  },
)

test('says of an instance that only reads whose endpoint to give', async () => {
  const text = '{"code":"ReadOnlyViolationException","detailedMessage":"The request is rejected."}'
  const { error, lines, endpoint } = await tryWriting({ refuses: () => text })
  expect(error).toMatchObject({ name: 'ClientRejectedError' })
  expect(lines?.[0]).toBe(`The cluster at ${endpoint.url} failed at adding a vertex and dropping it.`)
  expect(lines?.[1]).toContain('ReadOnlyViolationException')
  expect(lines?.[2]).toBe(
    "The instance only reads: give the cluster's own endpoint, whose name goes on with '.cluster-'.",
  )
})

test('says how to drop a vertex that is still there', async () => {
  const { error, lines, endpoint } = await tryWriting({ answer: 1 })
  expect(error).toMatchObject({ name: 'LeakedResourceError' })
  const [, label = ''] = /hasLabel\('(vaf-preflight-[a-z0-9]{5})'\)/.exec(lines?.[2] ?? '') ?? []
  expect(lines).toEqual([
    `A vertex that was added to the graph at ${endpoint.url} and dropped at once is still there.`,
    `Last seen: 1 vertices with the label '${label}'. Nothing was loaded.`,
    `Drop it by hand: g.V().hasLabel('${label}').drop()`,
  ])
})
