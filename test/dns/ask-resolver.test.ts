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
])('a DNS server that answers with %s gives the advice %j', async ([answer, advice]) => {
  expect((await ask([answer])).advice).toEqual(advice)
})

test('a name with an IPv6 address only is known', async () => {
  const { server, advice } = await ask(['NODATA', '127.0.0.1'])
  expect(advice).toEqual({ says: 'known', word: 'an address' })
  expect(server.questions).toEqual([`${HOST} A`, `${HOST} AAAA`])
})

test('a name without any address counts as unknown', async () => {
  expect((await ask(['NODATA'])).advice).toEqual({ says: 'unknown', word: 'NODATA' })
})

test('a DNS question does not use the answer to an earlier one', async () => {
  const { address, questions } = await startDnsServer(['NXDOMAIN', '127.0.0.1'])
  expect(await askResolver(HOST, { servers: [address] })).toMatchObject({ says: 'unknown' })
  expect(await askResolver(HOST, { servers: [address] })).toMatchObject({ says: 'known' })
  expect(questions).toHaveLength(2)
})

test('a silent DNS server is given up after a second', async () => {
  const clock = new FakeClock({ turns: 20 })
  const server = await startDnsServer(['silence'])
  const asked = askResolver(HOST, { servers: [server.address], clock })
  expect(await clock.run(asked)).toEqual({ says: 'nothing', word: 'no answer' })
  expect(clock.now()).toBe(1_000)
  expect(clock.pendingTimers).toBe(0)
})

test('a DNS answer that comes within a second counts', async () => {
  const clock = new FakeClock({ turns: 20 })
  const server = await startDnsServer(['silence'])
  const asked = askResolver(HOST, { servers: [server.address], clock })
  await clock.advance(900)
  server.answerLate('NXDOMAIN')
  expect(await asked).toEqual({ says: 'unknown', word: 'NXDOMAIN' })
})

test('a DNS server that cannot be reached gives no answer', async () => {
  const { address } = await startDnsServer(['silence'])
  const elsewhere = address.replace('127.0.0.1', '127.0.0.2')
  expect(await askResolver(HOST, { servers: [elsewhere] })).toMatchObject({ says: 'nothing' })
})

test('a DNS question stops at once when it is aborted', async () => {
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
