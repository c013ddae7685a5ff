import { expect, test } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'
import * as messages from '../../../src/preflight/service/messages.ts'
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

test('the check of a graph adds a vertex and drops it by one traversal, and counts what is left', async () => {
  const { error, asked } = await tryWriting({ answer: 0 })
  expect(error).toBeUndefined()
  expect(asked).toEqual(['traversal/addV.drop', 'traversal/V.hasLabel.count'])
})

test.for(['neptune-db:WriteDataViaQuery', 'neptune-db:DeleteDataViaQuery'])(
  'the error for a denied %s names it and all actions that a run needs',
  async (action) => {
    const { error, lines, asked, endpoint } = await tryWriting({ refuses: () => denied(action) })
    expect(error).toMatchObject({ name: 'PermissionError', denial: { action, identity }, resource: endpoint.url })
    expect(lines?.[0]).toContain(action)
    expect(lines?.[1]).toContain(`403 AccessDeniedException: User: ${identity}`)
    for (const does of ['Delete', 'Read', 'Write']) expect(lines?.[2]).toContain(`neptune-db:${does}DataViaQuery`)
    expect(asked).toEqual(['traversal/addV.drop'])
  },
)

test('the error for an instance that is a reader names the cluster endpoint', async () => {
  const text = '{"code":"ReadOnlyViolationException","detailedMessage":"The request is rejected."}'
  const { error, lines, endpoint } = await tryWriting({ refuses: () => text })
  expect(error).toMatchObject({ name: 'ClientRejectedError', endpoint: endpoint.url })
  expect(lines?.[1]).toContain('ReadOnlyViolationException')
  expect(lines?.[2]).toContain('.cluster-')
})

test('the error for a vertex that is still there has the traversal that drops it', async () => {
  const { error, lines, endpoint } = await tryWriting({ answer: 1 })
  expect(error).toMatchObject({ name: 'LeakedResourceError' })
  const [, label = ''] = /hasLabel\('(vaf-preflight-[a-z0-9]{5})'\)/.exec(lines?.[2] ?? '') ?? []
  expect(lines).toEqual(messages.vertexLeft(endpoint.url, 'one vertex', label))
})
