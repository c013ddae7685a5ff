import { expect, test } from 'vitest'
import { askResolver } from '../../src/dns/dns-servers.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type DnsAnswer, startDnsServer } from '../support/network/dns-server.ts'

const HOST = 'search-toy.eu-west-1.es.amazonaws.com'

async function ask(answers: readonly DnsAnswer[]) {
  const server = await startDnsServer(answers)
  return { server, advice: await askResolver(HOST, { servers: [server.address], timeoutMs: 5_000 }) }
}

test.for<[DnsAnswer, object]>([
  ['127.0.0.1', { says: 'known', word: 'an address' }],
  ['NXDOMAIN', { says: 'unknown', word: 'NXDOMAIN' }],
  ['SERVFAIL', { says: 'nothing', word: 'SERVFAIL' }],
])('a server that answers with %s', async ([answer, advice]) => {
  expect((await ask([answer])).advice).toEqual(advice)
})

test('a name may have an address of the newer kind only', async () => {
  const { server, advice } = await ask(['NODATA', '127.0.0.1'])
  expect(advice).toEqual({ says: 'known', word: 'an address' })
  expect(server.questions).toEqual([`${HOST} A`, `${HOST} AAAA`])
})

test('a name without any address is not known yet', async () => {
  expect((await ask(['NODATA'])).advice).toEqual({ says: 'unknown', word: 'NODATA' })
})

test('nothing is remembered from one question to the next', async () => {
  const { address, questions } = await startDnsServer(['NXDOMAIN', '127.0.0.1'])
  expect(await askResolver(HOST, { servers: [address] })).toMatchObject({ says: 'unknown' })
  expect(await askResolver(HOST, { servers: [address] })).toMatchObject({ says: 'known' })
  expect(questions).toHaveLength(2)
})

test('a server that is silent is given up after a second', async () => {
  const clock = new FakeClock({ turns: 20 })
  const server = await startDnsServer(['silence'])
  const asked = askResolver(HOST, { servers: [server.address], clock })
  expect(await clock.run(asked)).toEqual({ says: 'nothing', word: 'no answer' })
  expect(clock.now()).toBe(1_000)
  expect(clock.pendingTimers).toBe(0)
})

test('an answer that comes before that counts', async () => {
  const clock = new FakeClock({ turns: 20 })
  const server = await startDnsServer(['silence'])
  const asked = askResolver(HOST, { servers: [server.address], clock })
  await clock.advance(900)
  server.answerLate('NXDOMAIN')
  expect(await asked).toEqual({ says: 'unknown', word: 'NXDOMAIN' })
})

test('no server at all is no answer', async () => {
  const { address } = await startDnsServer(['silence'])
  const elsewhere = address.replace('127.0.0.1', '127.0.0.2')
  expect(await askResolver(HOST, { servers: [elsewhere] })).toMatchObject({ says: 'nothing' })
})

test('stops at once when it is aborted', async () => {
  const clock = new FakeClock({ turns: 20 })
  const abort = new AbortController()
  const server = await startDnsServer(['silence'])
  const asked = askResolver(HOST, { servers: [server.address], signal: abort.signal, clock })
  await clock.advance(10)
  abort.abort(new Error('enough'))
  await expect(asked).rejects.toThrow('enough')
  await expect(askResolver(HOST, { signal: abort.signal, clock })).rejects.toThrow('enough')
  expect(clock.pendingTimers).toBe(0)
})
