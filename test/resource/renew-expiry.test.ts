import { expect, test } from 'vitest'
import * as renewFailed from '../../src/resource/messages.ts'
import type { SharedScript } from '../support/shared-kind.ts'
import { sharedKind } from '../support/shared-kind.ts'
import { obtaining, ours } from './obtaining.ts'

const MINUTE = 60_000
const TTL = 90 * MINUTE
const at = (minutes: number) => new Date(minutes * MINUTE).toISOString().replace('.000', '')
const made = { ...ours, expires: at(90) }

/** A resource that this run has made or found, and then holds. */
async function holding(script: SharedScript, options: Parameters<typeof obtaining>[1] = {}) {
  const kind = sharedKind({ 'toy-1': script })
  const run = obtaining(kind, { tags: made, ttlMs: TTL, ...options })
  await run.obtained()
  return {
    ...run,
    retags: () => kind.calls.filter((call) => call.startsWith('retag')),
    asked: () => kind.calls.filter((call) => call === 'owner toy-1').length,
  }
}

const isMade: SharedScript = { looks: [undefined, 'ready', undefined], owners: [made] }

test('the tag of a held resource is renewed at each third of its time, and its owner stays', async () => {
  const { clock, retags } = await holding(isMade)
  await clock.advance(29 * MINUTE)
  expect(retags()).toEqual([])
  await clock.advance(62 * MINUTE)
  expect(retags()).toEqual([30, 60, 90].map((minute) => `retag toy-1 of s1 until ${at(minute + 90)}`))
})

test('the expiry of a found resource is renewed at once when less than two thirds are left, for any owner', async () => {
  const found = (expires: string): SharedScript => ({
    looks: ['ready'],
    owners: [{ run: 's0', fingerprint: 'f1', expires }],
  })
  expect((await holding(found(at(89)), { reuse: true })).retags()).toEqual([])
  const late = await holding(found(at(59)), { reuse: true })
  await late.clock.advance(0)
  expect(late.retags()).toEqual([`retag toy-1 of s0 until ${at(90)}`])
})

test('the expiry is not written when another holder has renewed it, or when the resource never expires', async () => {
  const { clock, retags } = await holding({ ...isMade, owners: [made, { ...made, expires: at(1_000) }] })
  await clock.advance(5 * TTL)
  expect(retags()).toEqual([])
  const endless = await holding({ looks: ['ready'], owners: [ours] }, { reuse: true })
  await endless.clock.advance(TTL)
  expect(endless.retags()).toEqual([])
})

test.for<[string, NonNullable<SharedScript['owners']>]>([
  ['gone', [made, undefined]],
  ["another run's", [made, { ...made, run: 's2' }]],
])('a resource that is %s by then is neither tagged nor observed again', async ([, owners]) => {
  const { clock, retags, asked } = await holding({ ...isMade, owners })
  const before = asked()
  await clock.advance(3 * TTL)
  expect(retags()).toEqual([])
  expect(asked()).toBe(before + 1)
  expect(clock.pendingTimers).toBe(0)
})

test('no expiry is renewed after the cleanup of the run begins, although the resource is still to be removed', async () => {
  const begun = new AbortController()
  const { clock, retags, cleanUp, states } = await holding(isMade, { until: begun.signal })
  begun.abort()
  await clock.advance(3 * TTL)
  expect(retags()).toEqual([])
  expect(clock.pendingTimers).toBe(0)
  await cleanUp()
  expect(states().at(-1)).toBe('toy-1 gone')
})

test.for(['cleanup', 'interruption'])('the %s of a run ends the renewal, and no timer stays', async (end) => {
  const { clock, retags, cleanUp, abort } = await holding(isMade)
  if (end === 'cleanup') await cleanUp()
  else abort.abort(new Error('Interrupted by SIGINT.'))
  await clock.advance(3 * TTL)
  expect(retags()).toEqual([])
  expect(clock.pendingTimers).toBe(0)
})

test('a renewal that fails is reported once, and tried again each time', async () => {
  const messages: string[] = []
  const { clock, retags } = await holding(
    { ...isMade, retag: new Error('Toy engine toy-1 could not be tagged.\nLast seen: Rate exceeded') },
    { report: (event) => void (event.type === 'warning' && messages.push(event.message)) },
  )
  await clock.advance(91 * MINUTE)
  expect(retags().length).toBeGreaterThan(1)
  expect(messages).toEqual([
    renewFailed.notRenewed('Toy engine toy-1', 'Toy engine toy-1 could not be tagged.\nLast seen: Rate exceeded'),
  ])
})

test('a renewal reads the owner first, also after a failure', async () => {
  const { clock, retags } = await holding({
    ...isMade,
    owners: [made, made, { ...made, run: 's2' }],
    retag: new Error('Rate exceeded'),
  })
  await clock.advance(3 * TTL)
  expect(retags()).toHaveLength(1)
})

test('an expiry in years is read twice a day', async () => {
  const years = 3 * 365 * 24 * 60 * MINUTE
  const { clock, asked } = await holding(isMade, { ttlMs: years })
  const before = asked()
  await clock.advance(24 * 60 * MINUTE)
  expect(asked()).toBe(before + 2)
})
