import { expect, test } from 'vitest'
import type { Observation, WaitOptions } from '../../src/wait/wait-for-state.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type Scripted, scriptedKind } from '../support/scripted-kind.ts'

/** Waits for a scripted resource on a clock of its own. */
function waitOn(looks: readonly Scripted[], options: Partial<WaitOptions<Observation>> = {}) {
  const clock = new FakeClock()
  const kind = scriptedKind(looks)
  const waiting = waitForState({
    what: 'Toy engine a',
    observe: (signal) => kind.observe('a', signal),
    target: 'ready',
    pending: ['starting'],
    timeoutMs: 1_000,
    clock,
    ...options,
  })
  return { clock, kind, waiting }
}

test('returns what it saw in the wanted state, after as many looks as needed', async () => {
  const ready = { state: 'ready', port: 9200 }
  const { clock, kind, waiting } = waitOn(['starting', 'starting', ready])
  expect(await clock.run(waiting)).toBe(ready)
  expect(kind.calls).toHaveLength(3)
  expect(clock.now()).toBe(200)
})

test('looks as often as the interval says', async () => {
  const { clock, waiting } = waitOn(['starting', 'starting', 'ready'], { intervalMs: 10 })
  await clock.run(waiting)
  expect(clock.now()).toBe(20)
})

test('needs no time where the wanted state is there already', async () => {
  const { clock, waiting } = waitOn(['ready'])
  await clock.run(waiting)
  expect(clock.now()).toBe(0)
  expect(clock.pendingTimers).toBe(0)
})

test('waits for an absence', async () => {
  const { clock, waiting } = waitOn(['ready', 'stopping', undefined], { target: 'absent', pending: 'any' })
  expect(await clock.run(waiting)).toBeUndefined()
})

test('ends at a state from which the wanted one cannot follow', async () => {
  const { clock, kind, waiting } = waitOn([
    'starting',
    { state: 'failed', detail: 'It ended by exit code 1.' },
    'ready',
  ])
  await expect(clock.run(waiting)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    state: 'failed',
    resource: 'Toy engine a',
    message: 'Toy engine a is failed; it was to become ready.\nIt ended by exit code 1.',
  })
  expect(kind.calls).toHaveLength(2)
})

test('ends where the resource disappears', async () => {
  const { clock, waiting } = waitOn(['starting', undefined])
  await expect(clock.run(waiting)).rejects.toMatchObject({
    state: 'absent',
    message: 'Toy engine a is absent; it was to become ready.\nIt disappeared after 100 ms.',
  })
})

test('ends where the resource was never there', async () => {
  const { clock, waiting } = waitOn([undefined])
  await expect(clock.run(waiting)).rejects.toThrow(/^Toy engine a is absent; it was to become ready\.$/)
})

test('a timeout tells the last state, and what was seen how often', async () => {
  const looks = [...Array(4).fill('starting'), { state: 'warming', detail: '3 of 5 shards' }]
  const { clock, waiting } = waitOn(looks, { pending: 'any', timeoutMs: 700 })
  await expect(clock.run(waiting)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_WAIT_TIMEOUT',
    retryable: true,
    record: {
      what: 'Toy engine a',
      target: 'ready',
      lastState: 'warming',
      elapsedMs: 700,
      attempts: 8,
      seen: { starting: 4, warming: 4 },
    },
    message: [
      'Toy engine a did not become ready within 0.7 s.',
      'Last state: warming. Seen in 8 looks: starting x4, warming x4.',
      '3 of 5 shards',
    ].join('\n'),
  })
})

test('a timeout says what the user can do', async () => {
  const { clock, waiting } = waitOn([{ state: 'starting', detail: 'still busy' }], { hint: 'Give it more time.' })
  await expect(clock.run(waiting)).rejects.toThrow(/starting x11\.\nGive it more time\.$/)
})

test('takes a last look when the time is up', async () => {
  const inTime = waitOn(['starting', 'ready'], { timeoutMs: 250, intervalMs: 10_000 })
  await inTime.clock.run(inTime.waiting)
  expect(inTime.clock.now()).toBe(250)
})

test('looks once where there is no time at all', async () => {
  const { clock, kind, waiting } = waitOn(['starting'], { timeoutMs: 0 })
  await expect(clock.run(waiting)).rejects.toThrow('within 0.0 s')
  expect(kind.calls).toHaveLength(1)
})

test('the error of a look ends the wait', async () => {
  const { clock, waiting } = waitOn(['starting', new Error('no such socket')])
  await expect(clock.run(waiting)).rejects.toThrow('no such socket')
})

test('a look that hangs is given up, told so, and counted', async () => {
  const given: AbortSignal[] = []
  const observe = (signal: AbortSignal) => {
    given.push(signal)
    return new Promise<undefined>(() => {})
  }
  const { clock, waiting } = waitOn([], { observe, timeoutMs: 5_000, lookTimeoutMs: 3_000 })
  await expect(clock.run(waiting)).rejects.toThrow('Last state: unanswered. Seen in 2 looks: unanswered x2.')
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true])
  expect(clock.pendingTimers).toBe(0)
})

test('goes on after a look that hung', async () => {
  let looks = 0
  const observe = () => (++looks === 1 ? new Promise<undefined>(() => {}) : Promise.resolve({ state: 'ready' }))
  const { clock, waiting } = waitOn([], { observe, timeoutMs: 60_000 })
  expect(await clock.run(waiting)).toEqual({ state: 'ready' })
  expect(clock.now()).toBe(10_100)
})

test.for([
  ['between two looks', async () => ({ state: 'starting' })],
  ['during a look that does not listen', () => new Promise<undefined>(() => {})],
] as const)('stops at once when it is aborted %s', async ([, observe]) => {
  const abort = new AbortController()
  const { clock, waiting } = waitOn([], { observe, signal: abort.signal })
  await clock.advance(50)
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(clock.now()).toBe(50)
  expect(clock.pendingTimers).toBe(0)
})

test('does not look at all after an abort', async () => {
  const { kind, waiting } = waitOn(['ready'], { signal: AbortSignal.abort(new Error('too late')) })
  await expect(waiting).rejects.toThrow('too late')
  expect(kind.calls).toEqual([])
})
