import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { PermissionError } from '../../../src/errors/errors.ts'
import { credentialsExpired } from '../../../src/errors/messages.ts'
import { ServiceRejection } from '../../../src/errors/service-rejection.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import { systemClock } from '../../../src/wait/clock.ts'
import { openTestGate, startUpstream } from '../../gate/open-test-gate.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { engine, type Options, openScriptedGate, takenPort, user, validate } from './validation-scenario.ts'

test('a certificate of an unknown authority fails the validation at once', async () => {
  const { authority } = await createCertificate()
  const endpoint = { ...(await openScriptedGate(['let in'])), ca: authority }
  const { validating, seen } = validate(endpoint)
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    endpoint: endpoint.url,
    message: expect.stringMatching(/\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\).*NODE_EXTRA_CA_CERTS/s),
    cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  })
  expect(seen).toEqual([])
})

test('a certificate of another host name fails the validation at once', async () => {
  const endpoint = await openScriptedGate(['let in'])
  const { validating } = validate({ ...endpoint, signingHost: 'search-toy.eu-west-1.es.amazonaws.com' })
  await expect(validating).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
})

test('the error for a certificate that is not valid yet names the clock', async () => {
  const aMonth = 31 * 24 * 3_600_000
  const tls = await createCertificate({ ...systemClock, now: () => systemClock.now() + aMonth })
  const { validating } = validate(await openScriptedGate(['let in'], { tls }))
  await expect(validating).rejects.toThrow(/\(CERT_NOT_YET_VALID\)\n.*clock/)
})

test.for<[string, (endpoint: Endpoint) => { endpoint?: Endpoint } & Options, string]>([
  [
    'a wrong clock',
    () => ({ signing: { ...systemClock, now: () => systemClock.now() - 20 * 60_000 } }),
    'InvalidSignatureException: Signature expired:',
  ],
  [
    'a wrong region',
    (endpoint) => ({ endpoint: { ...endpoint, region: 'us-east-1' } }),
    "InvalidSignatureException: Credential should be scoped to a valid region, not 'us-east-1'.",
  ],
  [
    'a wrong service',
    (endpoint) => ({ endpoint: { ...endpoint, service: 'neptune' } }),
    "InvalidSignatureException: Credential should be scoped to correct service: 'es'.",
  ],
  ['an unknown key', () => ({ worker: 0 }), 'UnrecognizedClientException: The security token included in the request'],
])('the validation fails at the first probe of %s', async ([, wrong, said]) => {
  const right = await openScriptedGate(['let in'])
  const { endpoint = right, ...options } = wrong(right)
  const { validating, clock, seen } = validate(endpoint, options)
  await expect(validating).rejects.toMatchObject({ code: 'AWS_FIXTURE_CLIENT_REJECTED', status: 403 })
  await expect(validating).rejects.toThrow(said)
  expect(seen).toEqual([])
  expect(clock.pauses).toEqual([])
})

test('a session token that has expired, and that its provider cannot renew, fails the validation at the first probe', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(403, { 'x-amzn-errortype': 'ExpiredTokenException', 'content-type': 'application/json' })
    response.end('{"message":"The security token included in the request is expired"}')
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  const { validating, seen } = validate(gate.endpoint)
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    status: 403,
    message: expect.stringContaining(credentialsExpired()),
  })
  expect(seen).toEqual([])
})

test('another engine version than the expected one fails the validation at once', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(engine.replace('2.19', '1.3'))
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })
  await expect(validate(gate.endpoint).validating).rejects.toThrow(/opensearch 2\.19\b.*opensearch 1\.3\.1\b/)
})

test('a denial for longer than deniedForMs fails at once, with the error of the probe', async () => {
  const endpoint = await openScriptedGate(['denied'])
  const { validating, clock } = validate(endpoint, { deniedForMs: 10_000 })
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    status: 403,
    message: expect.stringMatching(new RegExp(`GET /.* 403.*AccessDeniedException.*${user}`, 's')),
  })
  expect(clock.now()).toBeLessThan(17_000)
})

test('the error for permissions that stay missing names all that the probe has found, and for how long', async () => {
  const endpoint = await openScriptedGate(['let in'])
  const probe = () => {
    const cause = new ServiceRejection('AccessDeniedException', 'no', 403)
    throw new PermissionError(['Denied:', '- es:ESHttpPut'], { cause, denial: { actions: ['es:ESHttpPut'] } })
  }
  const { validating } = validate(endpoint, { probe: async () => probe(), timeoutMs: 4_000 })
  const error = await validating.then(
    () => undefined,
    (thrown: Error) => thrown,
  )
  expect(error).toMatchObject({ denial: { actions: ['es:ESHttpPut'] }, resource: endpoint.url })
  expect(error?.message).toMatch(/^Denied:\n- es:ESHttpPut\n.*4\.0 s.* (\d) polls: denied \(policy\) x\1\.$/)
})

test('the error for a policy that never lets in names the stage, the states that were seen, and whom to allow', async () => {
  const endpoint = await openScriptedGate(['not ready', 'not ready', 'let in', 'denied'])
  const { validating } = validate(endpoint, { timeoutMs: 4_000 })
  await expect(validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    endpoint: endpoint.url,
    status: 403,
    message: expect.stringMatching(
      new RegExp(
        `4\\.0 s: access was denied.*GET / .*403.*${user}.*7 polls: unavailable \\(service\\) x2, accepted x1, denied \\(policy\\) x4\\.\n.*${user}`,
        's',
      ),
    ),
    cause: expect.objectContaining({ code: 'AWS_FIXTURE_CLIENT_REJECTED' }),
  })
})

test('the error for a service at which nobody listens names the stage TCP and the refused connection', async () => {
  const { port, close } = await takenPort()
  await close()
  const endpoint = { ...(await openScriptedGate(['let in'])), url: `https://127.0.0.1:${port}` }
  await expect(validate(endpoint, { timeoutMs: 1_000 }).validating).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    resource: endpoint.url,
    message: expect.stringMatching(/ECONNREFUSED.*4 polls: unreachable \(TCP\) x4\./s),
    cause: { code: 'ECONNREFUSED' },
  })
})

test('a port that is open and never speaks TLS fails the validation when the time is over', async () => {
  const { port, sockets } = await takenPort()
  const endpoint = { ...(await openScriptedGate(['let in'])), url: `https://127.0.0.1:${port}` }
  const clock = new FakeClock({ turns: 30 })
  const { validating } = validate(endpoint, { clock })
  await expect(clock.run(validating)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringMatching(/no TLS handshake within 5 s.* (\d+) polls: timeout \(TLS\) x\1\./s),
  })
  expect(clock.now()).toBeLessThanOrEqual(310_000)
  expect(clock.pendingTimers).toBe(0)
  for (const socket of sockets) if (!socket.destroyed) await once(socket, 'close')
})

test('a probe that hangs is aborted after its time, and counted as unanswered', async () => {
  const clock = new FakeClock({ turns: 30 })
  const given: AbortSignal[] = []
  const { validating } = validate(await openScriptedGate(['let in']), {
    clock,
    timeoutMs: 50_000,
    probe: (signal) => {
      given.push(signal)
      return new Promise<never>(() => {})
    },
  })
  await expect(clock.run(validating)).rejects.toThrow(/60\.6 s\.\n.*no answer\. .*3 polls: unanswered x3\./)
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true, true])
})

test('a host name that is never resolved fails with a DnsError', async () => {
  const endpoint = { ...(await openScriptedGate(['let in'])), url: 'https://search-toy.eu-west-1.es.amazonaws.com' }
  const dns = {
    advise: async () => ({ says: 'unknown', word: 'NXDOMAIN' }) as const,
    lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  }
  const { validating, seen } = validate(endpoint, { dns, timeoutMs: 1_000 })
  await expect(validating).rejects.toMatchObject({ code: 'AWS_FIXTURE_DNS' })
  expect(new Set(seen)).toEqual(new Set(['unresolved']))
})
