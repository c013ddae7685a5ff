import { expect, test } from 'vitest'
import { removeDeny } from '../../../src/aws/messages.ts'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import type { RunningService } from '../../../src/contracts/run-context.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
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

/** A domain whose policies deny what they are said to, each with these words. */
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

test('a domain is asked for every action of a run, about an index that is not there', async () => {
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

test('all that a domain denies is told in one error, with the statement to add for that account', async () => {
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
  expect(lines?.slice(0, 6)).toEqual([
    `This run may not do all that it has to do at ${endpoint.url}: AWS denies 3 actions to ${user}.`,
    'Denied are:',
    `- es:ESHttpDelete`,
    `- es:ESHttpHead`,
    `- es:ESHttpPut`,
    "Add this to its IAM policy, or allow it in the domain's access policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ])
  expect(JSON.parse(lines!.slice(6).join('\n'))).toEqual([
    {
      Sid: 'OpenSearchRequests',
      Effect: 'Allow',
      Action: ['es:ESHttpDelete', 'es:ESHttpHead', 'es:ESHttpPut'],
      Resource: ['arn:aws:es:eu-west-1:111122223333:domain/orders-live/*'],
    },
  ])
})

test('what an explicit deny takes away is told so, and no statement is given for it', async () => {
  const { lines } = await probedDomain(({ method }) =>
    method === 'DELETE'
      ? { message: words('es:ESHttpDelete', ' with an explicit deny in a service control policy') }
      : undefined,
  )
  expect(lines?.slice(3)).toEqual([removeDeny('es:ESHttpDelete', 'service control policy')])
})

test('a domain that denies HEAD alone can be used, with a warning', async () => {
  const { warnings, endpoint } = await probedDomain((request) =>
    request.method === 'HEAD' ? { message: words('es:ESHttpHead') } : undefined,
  )
  expect(warnings).toEqual([
    `${new URL(endpoint.url).host} does not let this identity ask by HEAD (es:ESHttpHead): 'exists()' fails in tests.`,
  ])
})

test('what fine-grained access control refuses, HEAD without a word, is no denial of IAM', async () => {
  const reason = `no permissions for [indices:admin/get] and User [name=${user}]`
  const { warnings } = await probedDomain(({ url }) =>
    url === '/' ? undefined : { error: { type: 'security_exception', reason }, status: 403 },
  )
  expect(warnings).toEqual([])
})

test('a domain that denies only to be looked at is told in its own words', async () => {
  const { error, endpoint } = await probedDomain(({ url }) =>
    url === '/' ? { message: words('es:ESHttpGet') } : undefined,
  )
  expect(error).toMatchObject({ name: 'ClientRejectedError' })
  expect(error?.message).toContain(`${endpoint.url} rejected GET / with 403.`)
})

/** A cluster that lets drivers in, and whose policies deny these actions to what comes by HTTP. */
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

const [read, write, drop] = ['Read', 'Write', 'Delete'].map((does) => `neptune-db:${does}DataViaQuery`) as [
  string,
  string,
  string,
]
const ours = { ownership: 'created' } as const

test('a cluster is asked for every action of a run, by queries that change nothing', async () => {
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

test('all that a cluster denies is told in one error, and what it did not tell is asked for as well', async () => {
  const { error, lines, endpoint } = await probedCluster({ 'V(': read, addV: read, drop: drop }, ours)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PERMISSION', denial: { identity: user, actions: [drop, read] } })
  expect(lines.slice(0, 6)).toEqual([
    `This run may not do all that it has to do at ${endpoint.url}: AWS denies 2 actions to ${user}.`,
    'Denied are:',
    `- ${drop}`,
    `- ${read}`,
    `Whether it allows these, AWS did not tell: ${write}.`,
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ])
  expect(JSON.parse(lines.slice(6, -1).join('\n'))).toEqual([
    {
      Sid: 'NeptuneQueries',
      Effect: 'Allow',
      Action: [drop, read, write],
      Resource: ['arn:aws:neptune-db:eu-west-1:111122223333:cluster-*/*'],
    },
  ])
  expect(lines.at(-1)).toBe(
    'Since engine 1.2.0.0 the action neptune-db:connect is not enough. A change of a policy takes up to 10 minutes to take effect.',
  )
})

test('a cluster that is only read can be used where it was there, and not where it was made for tests to write', async () => {
  const readOnly = { '/status': 'neptune-db:GetEngineStatus', addV: write, drop }
  expect((await probedCluster(readOnly)).error).toBeUndefined()
  const { error } = await probedCluster(readOnly, ours)
  expect(error).toMatchObject({ denial: { actions: [drop, 'neptune-db:GetEngineStatus', write] } })
})

test('an interrupted run does not wait for the answers', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const run = new AbortController()
  const { endpoint } = await startTlsServer('opensearch', (response, { url }) => {
    if (url === '/') response.end(engine)
    else run.abort(reason)
  })
  await expect(probeDomain(needs('opensearch'))(running(endpoint), run.signal)).rejects.toBe(reason)
})
