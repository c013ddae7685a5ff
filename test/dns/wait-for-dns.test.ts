import { expect, test } from 'vitest'
import { askResolver } from '../../src/dns/dns-servers.ts'
import * as messages from '../../src/dns/messages.ts'
import { type DnsWait, waitForDns } from '../../src/dns/wait-for-dns.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type DnsAnswer, startDnsServer } from '../support/network/dns-server.ts'

const HOST = 'search-toy.eu-west-1.es.amazonaws.com'
const notFound = () => Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${HOST}`), { code: 'ENOTFOUND' }))

/**
 * An operating system that knows the name after a time, and caches for a given time that it did not know it. It notes when each
 * lookup began.
 */
function systemOn(clock: FakeClock, { knowsFromMs = 0, remembersMs = 0 } = {}) {
  const askedAt: number[] = []
  let ignorantUntil = 0
  const lookup = async () => {
    askedAt.push(clock.now())
    if (clock.now() < ignorantUntil) return notFound()
    if (clock.now() >= knowsFromMs) return { address: '127.0.0.1' }
    ignorantUntil = clock.now() + remembersMs
    return notFound()
  }
  return { lookup, askedAt }
}

/** Waits with a real DNS server beside a scripted operating system, on a clock of its own. */
async function waitWith(
  answers: readonly DnsAnswer[],
  system: Parameters<typeof systemOn>[1] = {},
  options: Partial<DnsWait> = {},
) {
  const clock = new FakeClock({ turns: 20 })
  const server = await startDnsServer(answers)
  const { lookup, askedAt } = systemOn(clock, system)
  const advise = (host: string, signal: AbortSignal) => askResolver(host, { servers: [server.address], signal, clock })
  const waiting = waitForDns({ host: HOST, timeoutMs: 300_000, lookup, advise, clock, ...options })
  return { clock, server, askedAt, waiting }
}

test('a wait for a name that resolves already ends at once', async () => {
  const { clock, server, askedAt, waiting } = await waitWith(['127.0.0.1'])
  await clock.run(waiting)
  expect(clock.now()).toBe(0)
  expect(server.questions).toHaveLength(1)
  expect(askedAt).toEqual([0])
})

test('a wait for an IP address looks nothing up', async () => {
  for (const host of ['127.0.0.1', '::1', '[::1]']) {
    const lookup = () => Promise.reject(new Error('asked'))
    await waitForDns({ host, timeoutMs: 1_000, lookup, advise: lookup })
  }
})

test('the operating system is not asked before a DNS server knows the name, so that it caches no wrong answer', async () => {
  const answers: DnsAnswer[] = ['NXDOMAIN', 'NXDOMAIN', 'NXDOMAIN', 'NXDOMAIN', '127.0.0.1']
  const { clock, askedAt, waiting } = await waitWith(answers, { knowsFromMs: 1_500, remembersMs: 900_000 })
  await clock.run(waiting)
  expect(askedAt).toEqual([clock.now()])
  expect(clock.now()).toBeCloseTo(250 + 400 + 640 + 1_024)
})

test('a name that only the operating system knows, from its hosts file or another server, is found soon', async () => {
  const { clock, askedAt, waiting } = await waitWith(['NXDOMAIN'])
  await clock.run(waiting)
  expect(askedAt).toHaveLength(1)
  expect(clock.now()).toBeGreaterThanOrEqual(5_000)
  expect(clock.now()).toBeLessThan(10_000)
})

test('the operating system is asked rarely while a DNS server knows no such name', async () => {
  const { clock, server, askedAt, waiting } = await waitWith(['NXDOMAIN'], { knowsFromMs: 200_000 })
  await clock.run(waiting)
  expect(server.questions.length).toBeGreaterThan(20)
  expect(askedAt).toHaveLength(7)
  expect(clock.now()).toBeLessThan(260_000)
})

test.for<[string, readonly DnsAnswer[]]>([
  ['is silent', ['silence']],
  ['fails', ['SERVFAIL']],
  ['wrongly says that it knows the name', ['127.0.0.1']],
])('a DNS server that %s does not decide when the name resolves', async ([, answers]) => {
  const known = await waitWith(answers)
  await known.clock.run(known.waiting)
  expect(known.clock.now()).toBeLessThanOrEqual(1_000)

  const late = await waitWith(answers, { knowsFromMs: 20_000, remembersMs: 3_000 })
  await late.clock.run(late.waiting)
  expect(late.clock.now()).toBeGreaterThanOrEqual(20_000)
  expect(late.clock.now()).toBeLessThan(36_000)
})

test('a lookup that hangs is given up, and no second one is started beside it', async () => {
  let lookups = 0
  const lookup = () => {
    lookups += 1
    return new Promise<never>(() => {})
  }
  const { clock, waiting } = await waitWith(['127.0.0.1'], {}, { lookup, timeoutMs: 60_000 })
  const failed = expect(clock.run(waiting)).rejects.toThrow(/no answer x\d/)
  await failed
  expect(lookups).toBe(1)
  expect(clock.pendingTimers).toBe(0)
})

test.for<[string, DnsAnswer, string, string]>([
  [
    'where no server knows the name',
    'NXDOMAIN',
    messages.dnsAnswers('NXDOMAIN x12', 'ENOTFOUND x4'),
    messages.unknownName(),
  ],
  [
    'where a server knows it',
    '127.0.0.1',
    messages.dnsAnswers('an address x12', 'ENOTFOUND x12'),
    messages.systemIsBehind(),
  ],
  ['where no server answers', 'SERVFAIL', messages.dnsAnswers('SERVFAIL x12', 'ENOTFOUND x12'), messages.noAnswer()],
])('the error for a name that stays unknown says what to do %s', async ([, answer, told, hint]) => {
  const { clock, waiting } = await waitWith([answer], { knowsFromMs: Number.POSITIVE_INFINITY }, { timeoutMs: 45_000 })
  await expect(clock.run(waiting)).rejects.toMatchObject({
    name: 'DnsError',
    code: 'AWS_FIXTURE_DNS',
    retryable: true,
    resource: HOST,
    message: messages.notResolved(HOST, 45_000, told, hint).join('\n'),
    cause: { code: 'AWS_FIXTURE_WAIT_TIMEOUT' },
  })
})

test('the operating system is asked a last time when the time is up', async () => {
  const { clock, askedAt, waiting } = await waitWith(['NXDOMAIN'], { knowsFromMs: 3_000 }, { timeoutMs: 3_000 })
  await clock.run(waiting)
  expect(askedAt).toEqual([3_000])
})

test('each poll is reported with what the DNS server and the operating system answered', async () => {
  const seen: unknown[] = []
  const onPoll: DnsWait['onPoll'] = ({ state, detail }) => void seen.push([state, detail])
  const { clock, waiting } = await waitWith(['NXDOMAIN', '127.0.0.1'], {}, { onPoll })
  await clock.run(waiting)
  expect(seen).toEqual([
    ['unresolved', messages.dnsAnswers('NXDOMAIN x1', '')],
    ['resolved', expect.any(String)],
  ])
})

test('an error of the lookup itself ends the wait for a name', async () => {
  const lookup = () => Promise.reject(new TypeError('lookup is not a function'))
  const { clock, waiting } = await waitWith(['127.0.0.1'], {}, { lookup })
  await expect(clock.run(waiting)).rejects.toThrow('lookup is not a function')
})

test('a wait for a name stops at once when it is aborted', async () => {
  const abort = new AbortController()
  const { clock, waiting } = await waitWith(['NXDOMAIN'], {}, { signal: abort.signal })
  await clock.advance(1_000)
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(clock.pendingTimers).toBe(0)
})

test("a wait with Node's own lookup resolves the names of this machine", async () => {
  await waitForDns({ host: 'localhost', timeoutMs: 5_000, advise: async () => ({ says: 'known', word: 'an address' }) })
})
