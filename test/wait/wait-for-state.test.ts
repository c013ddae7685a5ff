import { expect, test } from 'vitest'
import { sleep } from '../../src/wait/sleep.ts'
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

test('a wait returns what it saw in the wanted state, after as many polls as needed', async () => {
  const ready = { state: 'ready', port: 9200 }
  const { clock, kind, waiting } = waitOn(['starting', 'starting', ready])
  expect(await clock.run(waiting)).toBe(ready)
  expect(kind.calls).toHaveLength(3)
  expect(clock.now()).toBe(200)
})

test('a wait polls at its interval', async () => {
  const { clock, waiting } = waitOn(['starting', 'starting', 'ready'], { intervalMs: 10 })
  await clock.run(waiting)
  expect(clock.now()).toBe(20)
})

test('a wait takes no time when the resource is in the wanted state already', async () => {
  const { clock, waiting } = waitOn(['ready'])
  await clock.run(waiting)
  expect(clock.now()).toBe(0)
  expect(clock.pendingTimers).toBe(0)
})

test('a wait for an absence ends when the resource is gone', async () => {
  const { clock, waiting } = waitOn(['ready', 'stopping', undefined], { target: 'absent', pending: 'any' })
  expect(await clock.run(waiting)).toBeUndefined()
})

test('a wait ends at a state from which the wanted one cannot follow', async () => {
  const { clock, kind, waiting } = waitOn([
    'starting',
    { state: 'failed', detail: 'It ended by exit code 1.' },
    'ready',
  ])
  await expect(clock.run(waiting)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    state: 'failed',
    resource: 'Toy engine a',
    message: 'Toy engine a is failed, but was expected to become ready.\nIt ended by exit code 1.',
  })
  expect(kind.calls).toHaveLength(2)
})

test('a wait ends when the resource disappears', async () => {
  const { clock, waiting } = waitOn(['starting', undefined])
  await expect(clock.run(waiting)).rejects.toMatchObject({
    state: 'absent',
    message: 'Toy engine a is absent, but was expected to become ready.\nIt disappeared after 100 ms.',
  })
})

test('a wait ends when the resource was never there', async () => {
  const { clock, waiting } = waitOn([undefined])
  await expect(clock.run(waiting)).rejects.toThrow(/^Toy engine a is absent, but was expected to become ready\.$/)
})

test('the timeout of a wait tells the last state, and how often each state was seen', async () => {
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
      'Last state: warming. Seen in 8 polls: starting x4, warming x4.',
      '3 of 5 shards',
    ].join('\n'),
  })
})

test('the timeout of a wait says what the user can do', async () => {
  const { clock, waiting } = waitOn([{ state: 'starting', detail: 'still busy' }], { hint: 'Give it more time.' })
  await expect(clock.run(waiting)).rejects.toThrow(/starting x11\.\nstill busy\nGive it more time\.$/)
})

test('a wait takes a last poll when the time is up', async () => {
  const inTime = waitOn(['starting', 'ready'], { timeoutMs: 250, intervalMs: 10_000 })
  await inTime.clock.run(inTime.waiting)
  expect(inTime.clock.now()).toBe(250)
})

test('a wait with a time limit of 0 polls once', async () => {
  const { clock, kind, waiting } = waitOn(['starting'], { timeoutMs: 0 })
  await expect(clock.run(waiting)).rejects.toThrow('within 0.0 s')
  expect(kind.calls).toHaveLength(1)
})

test('the error of a poll ends the wait', async () => {
  const { clock, waiting } = waitOn(['starting', new Error('no such socket')])
  await expect(clock.run(waiting)).rejects.toThrow('no such socket')
})

test('a poll that hangs is given up, reported and counted', async () => {
  const given: AbortSignal[] = []
  const observe = (signal: AbortSignal) => {
    given.push(signal)
    return new Promise<undefined>(() => {})
  }
  const { clock, waiting } = waitOn([], { observe, timeoutMs: 5_000, pollTimeoutMs: 3_000 })
  await expect(clock.run(waiting)).rejects.toThrow('Last state: unanswered. Seen in 2 polls: unanswered x2.')
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true])
  expect(clock.pendingTimers).toBe(0)
})

test('a wait goes on after a poll that hung', async () => {
  let looks = 0
  const observe = () => (++looks === 1 ? new Promise<undefined>(() => {}) : Promise.resolve({ state: 'ready' }))
  const { clock, waiting } = waitOn([], { observe, timeoutMs: 60_000 })
  expect(await clock.run(waiting)).toEqual({ state: 'ready' })
  expect(clock.now()).toBe(10_100)
})

class Throttled extends Error {
  override readonly name = 'ThrottlingException'
}
const lost = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
const tolerate = (error: unknown) => {
  if (error instanceof Throttled) return 'slow-down'
  return (error as { code?: string }).code === 'ECONNRESET' ? 'go-on' : undefined
}

/** The time of each poll of a wait that tolerates throttling and lost connections. */
async function timesOf(looks: readonly Scripted[], options: Partial<WaitOptions<Observation>> = {}) {
  const times: number[] = []
  const onPoll: WaitOptions<Observation>['onPoll'] = ({ elapsedMs }) => void times.push(elapsedMs)
  const more = { tolerate, onPoll, intervalMs: 1_000, timeoutMs: 3_600_000, random: () => 1, ...options }
  const { clock, waiting } = waitOn(looks, more)
  await clock.run(waiting)
  return times
}

test('a wait polls ever more slowly while it is throttled, and faster again as polls are answered', async () => {
  const no = new Throttled('Rate exceeded')
  const looks = ['starting', no, no, no, 'starting', 'starting', 'starting', 'starting', 'ready']
  const times = await timesOf(looks)
  const pauses = times.slice(1).map((time, at) => time - times[at]!)
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 4_000, 2_000, 1_000, 1_000])
})

test('the pauses of a throttled wait differ between runs, and are never shorter than its schedule says', async () => {
  const looks = [new Throttled('no'), new Throttled('no'), 'ready']
  expect(await timesOf(looks, { random: () => 0 })).toEqual([0, 1_000, 3_000])
  expect(await timesOf(looks, { random: () => 0.5 })).toEqual([0, 1_500, 4_500])
  expect(await timesOf(looks, { random: () => 1 })).toEqual([0, 2_000, 6_000])
})

test('the pause of a throttled wait is at least half a second, and at most a minute or what its schedule says', async () => {
  const always = [...Array(12).fill(new Throttled('no')), 'ready']
  const quick = await timesOf(always, { intervalMs: 10 })
  expect(quick[1]).toBe(1_000)
  expect(Math.max(...quick.slice(1).map((time, at) => time - quick[at]!))).toBe(32_000)
  const usual = await timesOf(always, { intervalMs: 10_000 })
  expect(Math.max(...usual.slice(1).map((time, at) => time - usual[at]!))).toBe(60_000)
  expect(await timesOf([new Throttled('no'), 'ready'], { intervalMs: 90_000 })).toEqual([0, 90_000])
})

test('a lost connection does not change the pauses of a wait', async () => {
  expect(await timesOf(['starting', lost(), lost(), 'ready'])).toEqual([0, 1_000, 2_000, 3_000])
})

test('the timeout of a wait tells how often each error was tolerated, and quotes the last', async () => {
  const no = new Throttled('Rate exceeded')
  const looks = ['starting', no, lost(), 'starting', no, new Throttled('Rate exceeded again\nRequest id 7')]
  const { clock, waiting } = waitOn(looks, { tolerate, timeoutMs: 6_000, intervalMs: 1_000, random: () => 0 })
  await expect(clock.run(waiting)).rejects.toMatchObject({
    record: {
      lastState: 'starting',
      seen: { starting: 2, throttled: 4, unanswered: 1 },
      errors: { ThrottlingException: 4, ECONNRESET: 1 },
      lastError: 'Rate exceeded again\nRequest id 7',
    },
    cause: looks.at(-1),
    message: [
      'Toy engine a did not become ready within 6.0 s.',
      'Last state: starting. Seen in 7 polls: starting x2, throttled x4, unanswered x1. ' +
        'Failed polls: ThrottlingException x4, ECONNRESET x1; the last: Rate exceeded again',
    ].join('\n'),
  })
})

test('a permanent error ends a wait at once, also after errors that were tolerated', async () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' })
  const { clock, kind, waiting } = waitOn(['starting', lost(), denied, 'ready'], { tolerate })
  await expect(clock.run(waiting)).rejects.toBe(denied)
  expect(kind.calls).toHaveLength(3)
})

test('a wait reports each poll, with the reason where it failed', async () => {
  const looked: unknown[] = []
  const { clock, waiting } = waitOn([{ state: 'starting', detail: '1 of 3' }, lost(), new Throttled('no'), 'ready'], {
    tolerate,
    onPoll: (moment) => void looked.push(moment),
    random: () => 0,
  })
  await clock.run(waiting)
  expect(looked).toEqual([
    { elapsedMs: 0, polls: 1, state: 'starting', detail: '1 of 3' },
    { elapsedMs: 100, polls: 2, state: 'unanswered', detail: 'read ECONNRESET' },
    { elapsedMs: 200, polls: 3, state: 'throttled', detail: 'no' },
    { elapsedMs: 700, polls: 4, state: 'ready', detail: undefined },
  ])
})

test('a resource that was just requested may be absent for a while, and again after it was seen', async () => {
  const looks = [undefined, 'starting', undefined, 'starting', 'ready']
  const { clock, waiting } = waitOn(looks, { absentForMs: 300 })
  expect(await clock.run(waiting)).toEqual({ state: 'ready' })

  const never = waitOn([undefined], { absentForMs: 300 })
  await expect(never.clock.run(never.waiting)).rejects.toThrow('It disappeared after 300 ms.')
  expect(never.kind.calls).toHaveLength(4)
})

test('the wanted state has to be seen in as many polls in a row as asked, and any other state restarts the count', async () => {
  const gone = { target: 'absent', pending: ['stopping'], inARow: 3, tolerate }
  const { clock, kind, waiting } = waitOn([undefined, undefined, 'stopping', undefined], gone)
  await clock.run(waiting)
  expect(kind.calls).toHaveLength(6)

  const doubted = waitOn([undefined, undefined, lost(), undefined], gone)
  await doubted.clock.run(doubted.waiting)
  expect(doubted.kind.calls).toHaveLength(6)
})

test('a poll that ends after the time is up is the last poll of the wait', async () => {
  let looks = 0
  const clock = new FakeClock()
  const observe = async (signal: AbortSignal) => {
    looks += 1
    await sleep(400, signal, clock)
    return { state: 'starting' }
  }
  const waiting = waitForState({
    ...{ what: 'Toy engine a', target: 'ready', pending: ['starting'], timeoutMs: 500, intervalMs: 50, observe, clock },
  })
  await expect(clock.run(waiting)).rejects.toThrow('within 0.8 s')
  expect(looks).toBe(2)
})

test('a wait asks its schedule before each pause, with what was seen', async () => {
  const asked: unknown[] = []
  const schedule: WaitOptions<Observation>['schedule'] = (moment) => {
    asked.push(moment)
    return moment.polls * 10
  }
  const { clock, waiting } = waitOn(['starting', 'starting', 'ready'], { schedule })
  await clock.run(waiting)
  expect(asked).toEqual([
    { elapsedMs: 0, polls: 1, state: 'starting' },
    { elapsedMs: 10, polls: 2, state: 'starting' },
  ])
  expect(clock.now()).toBe(30)
})

test.for([
  ['between two polls', async () => ({ state: 'starting' })],
  ['during a poll that ignores the signal', () => new Promise<undefined>(() => {})],
] as const)('a wait stops at once when it is aborted %s', async ([, observe]) => {
  const abort = new AbortController()
  const { clock, waiting } = waitOn([], { observe, signal: abort.signal })
  await clock.advance(50)
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(clock.now()).toBe(50)
  expect(clock.pendingTimers).toBe(0)
})

test('a wait that begins after an abort does not poll', async () => {
  const { kind, waiting } = waitOn(['ready'], { signal: AbortSignal.abort(new Error('too late')) })
  await expect(waiting).rejects.toThrow('too late')
  expect(kind.calls).toEqual([])
})
