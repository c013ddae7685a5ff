import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Service } from '../../../src/base/endpoint.ts'
import { sendSigned } from '../../../src/clients/signed-request.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import type { RunningService } from '../../../src/contracts/run-context.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import type { Ownership } from '../../../src/resource/resource.ts'
import { bridgesFor } from '../../../src/run/aws/bridges.ts'

const hosts = {
  opensearch: 'vpc-orders-abc123.eu-west-1.es.amazonaws.com',
  neptune: 'routes.cluster-abc123.eu-west-1.neptune.amazonaws.com',
} as const
const certificate = createCertificate(undefined, Object.values(hosts))
const real = { accessKeyId: 'ASIAREAL', secretAccessKey: 'real', sessionToken: 'token' }

interface Setting {
  readonly isolation?: 'exclusive' | 'partition'
  readonly ownership?: Ownership
}

/** A server behind a tunnel that answers everything, and a bridge to it for two workers. */
async function bridged(service: Service, { isolation = 'exclusive', ownership = 'reused' }: Setting = {}) {
  const seen: { host: string | undefined; authorization: string | undefined; servername: unknown; mark: unknown }[] = []
  const tls = await certificate
  const far = createServer({ cert: tls.certificate, key: tls.key }, ({ headers, socket }, response) => {
    const { servername } = socket as typeof socket & { servername?: unknown }
    const { host, authorization, 'x-opaque-id': mark } = headers
    seen.push({ host, authorization, servername, mark })
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(far, 'listening')
  onTestFinished(() => {
    far.closeAllConnections()
    far.close()
  })
  const cleanup = new CleanupStack()
  onTestFinished(() => cleanup.run())
  const running: RunningService = {
    id: 'vaf-abcde',
    options: resolveOptions({ [service]: true, isolation, region: 'eu-west-1' }, '/nowhere', {}),
    ...{ cleanup, ownership, report: () => {}, signal: new AbortController().signal },
    credentials: async () => real,
    endpoint: {
      service,
      url: `https://127.0.0.1:${(far.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      signingHost: service === 'neptune' ? `${hosts.neptune}:8182` : hosts.opensearch,
      ca: tls.authority,
    },
  }
  const bridges = await bridgesFor(2)
  const used = await bridges.over(running, 0)
  const send = (worker: number, method: 'GET' | 'DELETE', path: string) =>
    sendSigned({ endpoint: used.endpoint, credentials: bridges.identities[worker]!, method, path })
  const changed = async (worker: number) => {
    const { body } = await send(worker, 'GET', '/_aws_fixtures/changes')
    return (JSON.parse(body) as { changed: boolean }).changed
  }
  const forget = (worker: number) => send(worker, 'DELETE', '/_aws_fixtures/changes')
  return { bridges, used, cleanup, seen, send, changed, forget }
}

const write = '/gremlin?gremlin=g.addV()'

test('a request that a worker signs with minted credentials arrives signed with the real ones, for the real host', async () => {
  const { used, send, seen } = await bridged('neptune')
  expect((await send(1, 'GET', '/status')).status).toBe(200)
  expect(seen).toEqual([
    {
      host: `${hosts.neptune}:8182`,
      authorization: expect.stringMatching(/Credential=ASIAREAL\/\d{8}\/eu-west-1\/neptune-db\//),
      servername: hosts.neptune,
    },
  ])
  expect(await used.credentials()).not.toEqual(real)
  expect(used.endpoint).toMatchObject({
    url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/),
    ca: expect.any(String),
  })
})

test('workers that take turns on a graph see the changes that another worker has left', async () => {
  const { used, send, changed, forget } = await bridged('neptune')
  expect(used.notesChanges).toBe(true)
  expect(await changed(1)).toBe(true)
  await forget(1)
  expect([await changed(1), await changed(2)]).toEqual([false, false])
  await send(1, 'GET', write)
  expect([await changed(1), await changed(2)]).toEqual([true, true])
})

test.for<[string, Service, Setting, string, 'GET' | 'DELETE']>([
  ['that share a graph', 'neptune', { isolation: 'partition' }, write, 'GET'],
  ['with their own indices', 'opensearch', {}, '/some-index', 'DELETE'],
])('workers %s see their own changes only', async ([, service, setting, path, method]) => {
  const { send, changed, forget } = await bridged(service, setting)
  await Promise.all([forget(1), forget(2)])
  await send(1, method, path)
  expect([await changed(1), await changed(2)]).toEqual([true, false])
})

test('workers always check a given graph, which others may change without the bridge', async () => {
  expect((await bridged('neptune', { ownership: 'given' })).used.notesChanges).toBe(false)
})

test('the bridge marks the changes of a worker for the domain, so that the run can find and await their tasks', async () => {
  const { used, send, seen } = await bridged('opensearch', { ownership: 'given' })
  await send(2, 'DELETE', '/some-index')
  await send(2, 'GET', '/some-index')
  expect(seen.map(({ mark }) => mark)).toEqual(['vaf-abcde-w2-', undefined])
  expect(await used.settle?.()).toEqual([])
})

test('the cleanup closes a bridge', async () => {
  const { used, cleanup, send } = await bridged('opensearch')
  await cleanup.run()
  await expect(send(1, 'GET', '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(used.endpoint.url).not.toBe('')
})
