import { expect, onTestFinished, test } from 'vitest'
import { neptuneClusterKind } from '../../src/aws/cluster/kind.ts'
import type { ClusterSeen } from '../../src/aws/cluster/state.ts'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import type { Mark } from '../../src/resource/mark.ts'
import { packMark, unpackMark } from '../../src/resource/mark.ts'
import { obtain } from '../../src/resource/obtain.ts'
import type { Stop } from '../../src/resource/stop.ts'
import { every } from '../../src/wait/schedule.ts'
import { smallCluster } from '../aws/cluster-scenario.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { compressedClock } from '../support/aws-simulator/compressed-clock.ts'
import { SimulatedNeptune } from '../support/aws-simulator/simulated-neptune.ts'
import { PLACE } from './bait.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const ID = 'vaf-team-8f3a1c-1'
const KEY = 'vitest-aws-fixtures'

/** An account in which runs share one cluster, 200 times as fast as on AWS. */
async function account() {
  const clock = compressedClock(200)
  const neptune = new SimulatedNeptune({
    clock,
    script: {
      clusterCreation: [['creating', 20 * SECOND]],
      instanceCreation: [['creating', 20 * SECOND]],
      stopMs: MINUTE,
      startMs: MINUTE,
    },
  })
  const aws = await startAwsSimulator({ services: [neptune], clock })
  onTestFinished(async () => {
    await aws.close()
    clock[Symbol.dispose]()
  })
  const dead = new Set<string>()
  const login = { ...PLACE, partition: 'aws', credentials: async () => aws.credentials }

  /** A run that finds or makes the cluster; it is at work once `begun` has resolved, and over with `end`. */
  function run(
    id: string,
    level: Mark['level'],
    { stops = false, timeoutMs = 60 * MINUTE, here = new Set<string>() } = {},
  ) {
    const schedules = { ready: every(5 * SECOND), gone: every(5 * SECOND) }
    const kind = neptuneClusterKind({ account: login, endpoint: aws.url, clock, schedules })
    const cleanup = new CleanupStack()
    const told: string[] = []
    const stop: Stop<ClusterSeen> = {
      target: 'stopped',
      ask: async (id, seen, signal) => (seen.state === 'available' ? kind.stop(id, signal) : undefined),
    }
    const begun = obtain({
      ...{ kind, spec: smallCluster, place: PLACE, cleanup, clock, timeoutMs },
      name: () => ID,
      tags: { run: id, proof: `proof-of-${id}`, fingerprint: '8f3a1c0b2d4e' },
      reuse: true,
      use: { level, here, isDead: async (other) => dead.has(other) },
      ...(stops && { stop }),
      assertMayCreate: () => {},
      ledger: { note: async () => {} },
      report: (event) => {
        if (event.type === 'warning') told.push(event.message)
        if (event.type === 'resource-kept') told.push(`kept ${event.why}`)
      },
      destroyTimeoutMs: 60 * MINUTE,
      signal: new AbortController().signal,
    })
    // It is awaited by the test, maybe later than it fails.
    begun.catch(() => {})
    return { begun, told, end: () => cleanup.run() }
  }
  const marks = () =>
    [...(neptune.clusters[0]?.tags ?? [])].filter(([key]) => key.startsWith(`${KEY}:`)).map(([key]) => key)
  const stops = () => aws.lines('StopDBCluster').length
  return { aws, clock, neptune, dead, run, marks, stops, state: () => neptune.clusters[0]?.life.status }
}

test('a run that needs the graph alone waits for another run, says for which, and goes on when that has ended', async () => {
  const { run, marks } = await account()
  const one = run('vaf-00001', 'alone')
  await one.begun
  const two = run('vaf-00002', 'alone')
  await expect
    .poll(() => two.told, { timeout: 20_000 })
    .toEqual([
      expect.stringMatching(
        /^Neptune cluster vaf-team-8f3a1c-1 is used by run vaf-00001, until 2026-01-01T.*Z\. This run waits/,
      ),
    ])
  await one.end()
  await two.begun
  expect(marks()).toEqual([`${KEY}:vaf-00002`])
  await two.end()
  expect(marks()).toEqual([])
})

test('runs that share the graph do not wait for each other', async () => {
  const { run, marks } = await account()
  const [one, two] = [run('vaf-00001', 'shared'), run('vaf-00002', 'shared')]
  await Promise.all([one.begun, two.begun])
  expect(marks().toSorted()).toEqual([`${KEY}:vaf-00001`, `${KEY}:vaf-00002`])
  await Promise.all([one.end(), two.end()])
})

test('no two of many runs that come at the same time have the graph alone', async () => {
  const { run } = await account()
  let inside = 0
  let most = 0
  const runs = ['vaf-00001', 'vaf-00002', 'vaf-00003', 'vaf-00004'].map(async (id) => {
    const each = run(id, 'alone')
    await each.begun
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
    await each.end()
  })
  await Promise.all(runs)
  expect(most).toBe(1)
}, 20_000)

test('a run fails with the name of the run that holds the graph for longer than a run waits', async () => {
  const { run, neptune } = await account()
  await run('vaf-00001', 'shared').begun
  neptune.clusters[0]!.tags.set(`${KEY}:vaf-99999`, 'something that nobody can read')
  const two = run('vaf-00002', 'alone', { timeoutMs: MINUTE })
  const error = await two.begun.catch((thrown: Error) => thrown)
  expect(String((error as Error).message).split('\n')).toEqual([
    `Neptune cluster ${ID} is used by another run, and this run or the other one needs it alone.`,
    expect.stringMatching(/^Last seen: .*run vaf-99999, for how long cannot be read.*; waited for \d+ s\.$/),
    expect.stringContaining("set isolation: 'partition' for all runs that share it"),
  ])
  await two.end()
})

test('a run does not wait for a run of the same process, which would wait for this one in turn', async () => {
  const { run } = await account()
  const here = new Set<string>()
  const one = run('vaf-00001', 'alone', { here })
  await one.begun
  const two = run('vaf-00002', 'alone', { here })
  await expect(two.begun).rejects.toThrow(/is used by another run.*\n.*waited for \d+ s/)
  await two.end()
  await one.end()
  expect(here.size).toBe(0)
})

test('a run does not wait for a run that has ended according to its mark or its ledger', async () => {
  const { run, neptune, dead, clock, marks } = await account()
  const first = run('vaf-00001', 'shared')
  await first.begun
  await first.end()
  const past: Mark = { run: 'vaf-00003', level: 'alone', state: 'holds', until: clock.now() - 60 * MINUTE }
  neptune.clusters[0]!.tags.set(`${KEY}:vaf-00003`, packMark(past))
  neptune.clusters[0]!.tags.set(`${KEY}:vaf-00004`, packMark({ ...past, until: clock.now() + 60 * MINUTE }))
  dead.add('vaf-00004')
  const two = run('vaf-00002', 'alone')
  await two.begun
  expect(marks()).toEqual([`${KEY}:vaf-00002`])
  expect(two.told).toEqual([])
})

test('a cluster is not stopped while another run uses it, and the last run stops it', async () => {
  const { run, stops, state } = await account()
  const [one, two] = [run('vaf-00001', 'shared', { stops: true }), run('vaf-00002', 'shared', { stops: true })]
  await Promise.all([one.begun, two.begun])
  await two.end()
  expect(two.told).toEqual([expect.stringMatching(/^kept and running for run vaf-00001, until /)])
  expect(stops()).toBe(0)
  await one.end()
  expect(one.told).toEqual(['kept stopped for the next run'])
  expect([stops(), state()]).toEqual([1, 'stopped'])
})

test('a run that comes just before the stop keeps the cluster from being stopped', async () => {
  const { run, stops, neptune, clock } = await account()
  const one = run('vaf-00001', 'shared', { stops: true })
  await one.begun
  // Between the first look at who else is there and the request: the mark that it is to be stopped is written by then.
  const { tags } = neptune.clusters[0]!
  const set = tags.set.bind(tags)
  tags.set = (key, value) => {
    if (value.startsWith('stops='))
      set(
        `${KEY}:vaf-00002`,
        packMark({ run: 'vaf-00002', level: 'shared', state: 'holds', until: clock.now() + 60 * MINUTE }),
      )
    return set(key, value)
  }
  await one.end()
  expect(one.told).toEqual([expect.stringMatching(/^kept and running for run vaf-00002, until /)])
  expect(stops()).toBe(0)
})

test('a run that comes during the stop waits until the cluster has stopped, and starts it again', async () => {
  const { run, stops, state } = await account()
  const one = run('vaf-00001', 'shared', { stops: true })
  await one.begun
  const ending = one.end()
  await expect.poll(stops, { timeout: 20_000 }).toBe(1)
  const two = run('vaf-00002', 'shared', { stops: true })
  await Promise.all([ending, two.begun])
  expect([stops(), state()]).toEqual([1, 'available'])
  await two.end()
  expect(state()).toBe('stopped')
})

test('a mark is read as it was written, and one that is not whole counts as that of a live run that is alone', () => {
  const mark: Mark = {
    run: 'vaf-00001',
    level: 'shared',
    state: 'waits',
    proof: '0123456789abcdef',
    until: 1_760_000_000_000,
  }
  expect(unpackMark('vaf-00001', packMark(mark))).toEqual(mark)
  for (const value of [
    '',
    'holds',
    'holds=shared',
    'holds=shared until=soon',
    'rests=shared until=2020-01-01T00:00:00Z',
  ])
    expect(unpackMark('vaf-00001', value)).toEqual({
      run: 'vaf-00001',
      level: 'alone',
      state: 'holds',
      until: Infinity,
    })
})
