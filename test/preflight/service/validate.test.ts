import { expect, test } from 'vitest'
import { removeDeny } from '../../../src/aws/messages.ts'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import type { RunningService } from '../../../src/contracts/run-context.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import * as messages from '../../../src/preflight/service/messages.ts'
import { probeCluster, probeDomain } from '../../../src/preflight/service/validate.ts'
import { startGraphServer } from '../../clients/graph-server.ts'
import { numbered, type Received, startTlsServer } from '../../clients/tls-server.ts'

const user = 'arn:aws:iam::111122223333:role/tests'
const words = (action: string, why = '') => `User: ${user} is not authorized to perform: ${action}${why}`
const engine = JSON.stringify({ version: { distribution: 'opensearch', number: '2.19.1' } })
const status = JSON.stringify({ status: 'healthy', gremlin: { version: 'tinkerpop-3.7.1' } })
const actionOf = ({ method }: Received) => `es:ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`

function running(endpoint: Endpoint, more: Partial<RunningService> = {}): RunningService {
  return {
    id: 'vaf-abcde',
    options: resolveOptions({ [endpoint.service]: true }, process.cwd(), {}),
    ...{ cleanup: new CleanupStack(), ownership: 'given', report: () => {} },
    signal: new AbortController().signal,
    credentials: async () => numbered(1),
    endpoint,
    ...more,
  }
}

const needs = (service: 'opensearch' | 'neptune') => {
  const given = { opensearch: { domainName: 'orders-live' }, neptune: { clusterIdentifier: 'routes-live' } }[service]
  const options = { target: 'aws', [service]: true, region: 'eu-west-1', aws: { [service]: given } } as const
  return resolveOptions(options, process.cwd(), {}) as never
}

/** A domain that answers 403 with these bodies to the requests that `refuses` chooses. */
async function probedDomain(refuses: (request: Received) => object | undefined) {
  const { endpoint, requests } = await startTlsServer('opensearch', (response, request) => {
    const refusal = refuses(request)
    if (refusal) response.writeHead(403).end(JSON.stringify(refusal))
    else if (request.url === '/') response.end(engine)
    else response.writeHead(404).end('{"error":{"type":"index_not_found_exception"},"status":404}')
  })
  const probing = probeDomain(needs('opensearch'))(running(endpoint), new AbortController().signal)
  const outcome = await probing.then(
    (warnings) => ({ warnings }),
    (error: Error) => ({ error, lines: error.message.split('\n') }),
  )
  return { ...outcome, endpoint, asked: requests.map(({ method, url }) => `${method} ${url}`) } as {
    readonly warnings?: readonly string[]
    readonly error?: Error
    readonly lines?: readonly string[]
    readonly endpoint: Endpoint
    readonly asked: readonly string[]
  }
}

test('the probe of a domain sends a request for every action of a run, about an index that does not exist', async () => {
  const { warnings, asked } = await probedDomain(() => undefined)
  expect(warnings).toEqual([])
  const [, name = ''] = /(vaf-preflight-[a-z0-9]{5})/.exec(asked.join()) ?? []
  expect(asked.toSorted()).toEqual([
    `DELETE /${name}`,
    'GET /',
    `GET /${name}`,
    `HEAD /${name}`,
    `POST /${name}/_search`,
    `PUT /${name}/_settings`,
  ])
})

test('one error names all that a domain denies, with the statement to add for its account', async () => {
  const { error, lines, endpoint } = await probedDomain((request) =>
    ['GET', 'POST'].includes(request.method)
      ? undefined
      : { message: words(actionOf(request), ' because no resource-based policy allows the action') },
  )
  expect(error).toMatchObject({
    code: 'AWS_FIXTURE_PERMISSION',
    resource: endpoint.url,
    denial: { identity: user, actions: ['es:ESHttpDelete', 'es:ESHttpHead', 'es:ESHttpPut'] },
  })
  expect(lines?.slice(2, 5)).toEqual(['- es:ESHttpDelete', '- es:ESHttpHead', '- es:ESHttpPut'])
  expect(lines?.[5]).toContain("the domain's access policy")
  expect(JSON.parse(lines!.slice(6).join('\n'))).toEqual([
    {
      Sid: 'OpenSearchRequests',
      Effect: 'Allow',
      Action: ['es:ESHttpDelete', 'es:ESHttpHead', 'es:ESHttpPut'],
      Resource: ['arn:aws:es:eu-west-1:111122223333:domain/orders-live/*'],
    },
  ])
})

test('the error for an explicit deny names its policy and has no statement to add', async () => {
  const { lines } = await probedDomain(({ method }) =>
    method === 'DELETE'
      ? { message: words('es:ESHttpDelete', ' with an explicit deny in a service control policy') }
      : undefined,
  )
  expect(lines?.slice(2)).toEqual(['- es:ESHttpDelete', removeDeny('es:ESHttpDelete', 'service control policy')])
})

test('a domain that denies HEAD alone can be used, and the run is warned', async () => {
  const { warnings, endpoint } = await probedDomain((request) =>
    request.method === 'HEAD' ? { message: words('es:ESHttpHead') } : undefined,
  )
  expect(warnings).toEqual([messages.headDenied(new URL(endpoint.url).host, 'es:ESHttpHead')])
})

test('a rejection by fine-grained access control, for HEAD without a body, counts as no denial of IAM', async () => {
  const reason = `no permissions for [indices:admin/get] and User [name=${user}]`
  const { warnings } = await probedDomain(({ url }) =>
    url === '/' ? undefined : { error: { type: 'security_exception', reason }, status: 403 },
  )
  expect(warnings).toEqual([])
})

test('a domain that denies GET / alone fails with its own answer', async () => {
  const { error, endpoint } = await probedDomain(({ url }) =>
    url === '/' ? { message: words('es:ESHttpGet') } : undefined,
  )
  expect(error).toMatchObject({ name: 'ClientRejectedError' })
  expect(error?.message).toContain(`${endpoint.url} rejected GET / with 403.`)
})

/** A cluster that lets drivers in, and denies these actions to HTTP requests whose query has the given step. */
async function probedCluster(denied: Readonly<Record<string, string>>, more: Partial<RunningService> = {}) {
  const { endpoint, requests } = await startGraphServer({}, (response, { url, body }) => {
    const query = body.length > 0 ? (JSON.parse(body.toString()) as { gremlin: string }).gremlin : url
    const named = Object.entries(denied).find(([step]) => query.includes(step))?.[1]
    if (named) {
      response.writeHead(403).end(JSON.stringify({ code: 'AccessDeniedException', detailedMessage: words(named) }))
    } else response.end(url === '/status' ? status : '{"result":{"data":[]}}')
  })
  const probe = probeCluster(needs('neptune'), true)
  const outcome = await probe(running(endpoint, more), new AbortController().signal).then(
    () => undefined,
    (error: Error) => error,
  )
  return { error: outcome, lines: outcome?.message.split('\n') ?? [], endpoint, requests }
}

const read = 'neptune-db:ReadDataViaQuery'
const write = 'neptune-db:WriteDataViaQuery'
const drop = 'neptune-db:DeleteDataViaQuery'
const ours = { ownership: 'created' } as const

test('the probe of a cluster sends a request for every action of a run, by queries that change nothing', async () => {
  const { error, requests } = await probedCluster({})
  expect(error).toBeUndefined()
  const asked = requests.map(({ method, url, body }) => `${method} ${url} ${body}`)
  expect(asked.toSorted()).toEqual([
    'GET /status ',
    'GET /status ',
    `POST /gremlin {"gremlin":"g.V('vaf-preflight').count()"}`,
    'POST /gremlin {"gremlin":"g.inject(0).is(1).addV(\'vaf-preflight\')"}',
    'POST /gremlin {"gremlin":"g.inject(0).is(1).drop()"}',
  ])
})

test('one error names all that a cluster denies, and its statement also has the actions that AWS did not mention', async () => {
  const { error, lines, endpoint } = await probedCluster({ 'V(': read, addV: read, drop: drop }, ours)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PERMISSION', denial: { identity: user, actions: [drop, read] } })
  expect(lines[0]).toContain(endpoint.url)
  expect(lines.slice(2, 5)).toEqual([`- ${drop}`, `- ${read}`, expect.stringContaining(write)])
  expect(JSON.parse(lines.slice(6, -1).join('\n'))).toEqual([
    {
      Sid: 'NeptuneQueries',
      Effect: 'Allow',
      Action: [drop, read, write],
      Resource: ['arn:aws:neptune-db:eu-west-1:111122223333:cluster-*/*'],
    },
  ])
  expect(lines.at(-1)).toContain('neptune-db:connect')
})

test('a cluster that denies writes can be used by tests that only read, unless the run created it', async () => {
  const readOnly = { '/status': 'neptune-db:GetEngineStatus', addV: write, drop }
  expect((await probedCluster(readOnly)).error).toBeUndefined()
  const { error } = await probedCluster(readOnly, ours)
  expect(error).toMatchObject({ denial: { actions: [drop, 'neptune-db:GetEngineStatus', write] } })
})

test('an interrupted run does not wait for the answers of a domain', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const run = new AbortController()
  const { endpoint } = await startTlsServer('opensearch', (response, { url }) => {
    if (url === '/') response.end(engine)
    else run.abort(reason)
  })
  await expect(probeDomain(needs('opensearch'))(running(endpoint), run.signal)).rejects.toBe(reason)
})
