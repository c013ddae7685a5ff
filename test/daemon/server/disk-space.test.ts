import { expect, test } from 'vitest'
import { type Admission, DiskSpace } from '../../../src/daemon/server/disk-space.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const MB = 1_000_000

/** Disk space of 200 MB, of which 100 are the reserve, and two runs that have indices under their names. */
function spaceOf(start: { free: number; sizes: Record<string, number> }) {
  const state = { ...start, reads: 0, asked: 0, fails: false, isSilent: false }
  const clock = new FakeClock()
  const [a, b] = ['a', 'b'].map((name) => ({
    who: `the run in /${name}`,
    canHaveMade: (index: string) => index.startsWith(name),
  })) as [Holder, Holder]
  type Holder = { who: string; canHaveMade: (index: string) => boolean }
  const space = new DiskSpace({
    disk: () => ({ what: 'The disk for data (/data)', advice: 'Make room there.' }),
    read: async () => {
      state.reads += 1
      if (state.fails) throw new Error('ENOENT')
      return { free: state.free * MB, total: 1_000 * MB }
    },
    sizes: async () => {
      state.asked += 1
      if (state.isSilent) throw new Error('The operation was aborted due to timeout')
      return new Map(Object.entries(state.sizes).map(([name, size]) => [name, size * MB]))
    },
    owners: () => [a, b],
    clock,
  })
  /** The first look says what is kept back. */
  const begin = async () => {
    const { free } = state
    state.free = 200
    end(await space.admit(a, 1))
    state.free = free
    await clock.advance(1_000)
  }
  return { state, clock, space, a, b, begin }
}

const rejection = (admission: Admission) => ('rejected' in admission ? admission.rejected : undefined)
const end = (admission: Admission) => 'end' in admission && admission.end()

test('the sizes of indices are not read while there is disk space, and one read of the space serves many writes', async () => {
  const { state, space, a, b } = spaceOf({ free: 200, sizes: { a1: 100 } })
  for (const owner of [a, b, a, b]) expect(rejection(await space.admit(owner, MB))).toBeUndefined()
  expect(state).toMatchObject({ reads: 1, asked: 0 })
})

test('the run that holds most is rejected by name while little disk space is left, and the other goes on', async () => {
  const { space, a, b, begin } = spaceOf({ free: 90, sizes: { a1: 500, a2: 200, b1: 3, stray: 10 } })
  await begin()
  expect(rejection(await space.admit(a, MB))).toBe(
    'The disk for data (/data) is too full for this write, which may take 3 MB: 90 MB of 1000 MB are left, and 100 MB are kept for other runs. 700 MB are of the run in /a, which may not write that much until there is room. Delete indices, or use less data. Make room there.',
  )
  expect(rejection(await space.admit(b, MB))).toBeUndefined()
  expect(space.shortage()).toBe(
    'The disk for data (/data) is full. Most of what runs hold there is of the run in /a. Delete indices, or use less data. Make room there.',
  )
})

test('an owner whose write was rejected may write again once the data that fills the disk is gone', async () => {
  const { state, clock, space, a, begin } = spaceOf({ free: 90, sizes: { a1: 500 } })
  await begin()
  expect(rejection(await space.admit(a, 1))).toContain('is too full')
  state.free = 600
  await clock.advance(100)
  expect(rejection(await space.admit(a, 1))).toBeUndefined()
})

test('two owners that fill the disk in turn do not write by turns', async () => {
  const { state, clock, space, a, b, begin } = spaceOf({ free: 90, sizes: { a1: 300, b1: 299 } })
  await begin()
  expect(rejection(await space.admit(a, 1))).toContain('/a')
  expect(rejection(await space.admit(b, 1))).toBeUndefined()
  state.sizes = { a1: 300, b1: 301 }
  await clock.advance(1_000)
  expect(rejection(await space.admit(b, 1))).toContain('/b')
  expect(rejection(await space.admit(a, 1))).toContain('/a')
})

test('a write that has space once other writes have ended waits for them, and is rejected where they take too long', async () => {
  const { state, clock, space, a, b, begin } = spaceOf({ free: 400, sizes: { a1: 300, b1: 3 } })
  await begin()
  const first = await space.admit(a, 90 * MB)
  expect(rejection(first)).toBeUndefined()
  const waits = space.admit(a, 90 * MB)
  // What is of others does not wait.
  const second = await space.admit(b, MB)
  expect(rejection(second)).toBeUndefined()
  // The first was deleted, and so took nothing in the end.
  end(first)
  const third = await waits
  expect(rejection(third)).toBeUndefined()
  // One that ends, and has taken what it needed: nobody looks at what was seen before.
  const late = space.admit(a, 20 * MB)
  await clock.advance(0)
  state.free = 130
  end(third)
  end(second)
  expect(rejection(await late)).toContain('130 MB of 1000 MB are left')

  state.free = 400
  await clock.advance(1_000)
  const endless = await space.admit(a, 90 * MB)
  const inVain = space.admit(a, 90 * MB)
  await clock.advance(20_000)
  expect(rejection(await inVain)).toContain('is too full for this write, which may take 270 MB: 400 MB of 1000 MB')
  end(endless)
  expect(clock.pendingTimers).toBe(0)
})

test('each of several writes that come at once waits for those before it', async () => {
  const { space, a, begin } = spaceOf({ free: 400, sizes: { a1: 300 } })
  await begin()
  const writing: Admission[] = []
  let most = 0
  const write = async () => {
    const admission = await space.admit(a, 40 * MB)
    writing.push(admission)
    most = Math.max(most, writing.length)
    await new Promise((resolve) => setImmediate(resolve))
    writing.splice(writing.indexOf(admission), 1)
    end(admission)
    return rejection(admission)
  }
  expect(await Promise.all(Array.from({ length: 16 }, write))).toEqual(Array.from({ length: 16 }, () => undefined))
  expect(most).toBe(2)
})

test('a write that is larger than the free space is rejected at once', async () => {
  const { clock, space, a, begin } = spaceOf({ free: 400, sizes: { a1: 300 } })
  await begin()
  await space.admit(a, MB)
  expect(rejection(await space.admit(a, 150 * MB))).toContain('which may take 450 MB: 400 MB of 1000 MB are left')
  expect(clock.pendingTimers).toBe(0)
})

test('no owner is rejected, named or blamed where nobody holds anything', async () => {
  const { state, clock, space, a, b, begin } = spaceOf({ free: 90, sizes: { other: 5 } })
  await begin()
  const { told } = watched(space)
  for (const owner of [a, b]) expect(rejection(await space.admit(owner, MB))).toBeUndefined()
  state.free = 0
  await clock.advance(10_000)
  expect(told).toEqual([])
  // Once somebody does, it goes on as ever.
  state.sizes = { a1: 1 }
  await clock.advance(1_500)
  expect(told.at(-1)).toBe(
    'full: The disk for data (/data) is full: 0 MB of 1000 MB are left. Most of what runs hold there, 1 MB, is of the run in /a.',
  )
})

test('the sizes that an engine reported last count where it does not report any now', async () => {
  const { state, clock, space, a, b, begin } = spaceOf({ free: 90, sizes: { b1: 500, a1: 3 } })
  await begin()
  expect(rejection(await space.admit(b, 1))).toContain('/b')
  state.isSilent = true
  state.free = 0
  const { told } = watched(space)
  await clock.advance(5_000)
  expect(rejection(await space.admit(a, 1))).toBeUndefined()
  expect(new Set(told)).toEqual(
    new Set([
      'low: the run in /b',
      'full: The disk for data (/data) is full: 0 MB of 1000 MB are left. Most of what runs hold there, 500 MB, is of the run in /b.',
    ]),
  )
})

test('no owner is rejected or blamed where the engine has never reported sizes', async () => {
  const { state, clock, space, a, begin } = spaceOf({ free: 0, sizes: { b1: 500 } })
  state.isSilent = true
  await begin()
  const { told } = watched(space)
  await clock.advance(5_000)
  expect(rejection(await space.admit(a, 1))).toBeUndefined()
  expect(told).toEqual([])
})

test('a run that was rejected and has deleted all its data may write while another run fills the disk', async () => {
  const { state, clock, space, a, b, begin } = spaceOf({ free: 90, sizes: { a1: 300, b1: 200 } })
  await begin()
  expect(rejection(await space.admit(a, 1))).toContain('/a')
  state.sizes = { b1: 500 }
  await clock.advance(1_000)
  expect(rejection(await space.admit(a, 1))).toBeUndefined()
  expect(rejection(await space.admit(b, 1))).toContain('500 MB are of the run in /b')
})

test('an engine is not ended in the background where only writes under way fill the disk', async () => {
  const { clock, space, a, b, begin } = spaceOf({ free: 400, sizes: { a1: 300, b1: 3 } })
  await begin()
  await space.admit(a, 90 * MB)
  await space.admit(b, 90 * MB)
  const { told } = watched(space)
  await clock.advance(5_000)
  expect(told).toEqual([])
})

test('a clock that is set back does not make the last reading of the disk count longer', async () => {
  const { state, clock, space, a, begin } = spaceOf({ free: 90, sizes: { a1: 500 } })
  await begin()
  expect(rejection(await space.admit(a, 1))).toContain('is too full')
  const { reads, asked } = state
  clock.setBack(500)
  state.free = 600
  expect(rejection(await space.admit(a, 1))).toBeUndefined()
  expect(state.reads).toBe(reads + 1)
  state.free = 90
  state.sizes = { b1: 500 }
  await clock.advance(100)
  expect(rejection(await space.admit(a, 1))).toBeUndefined()
  expect(state.asked).toBe(asked + 1)
})

test('every write is admitted where the disk space cannot be read', async () => {
  const { state, space, a, begin } = spaceOf({ free: 0, sizes: { a1: 500 } })
  await begin()
  state.fails = true
  expect(rejection(await space.admit(a, MB))).toBeUndefined()
})

/** What a watch has told. */
function watched(space: DiskSpace) {
  const told: string[] = []
  const stop = space.watch({
    onLow: ({ who }) => told.push(`low: ${who}`),
    onFull: (_, message) => told.push(`full: ${message}`),
  })
  return { told, stop }
}

test('a disk that fills in the background is reported with the owner of most data, until there is space again', async () => {
  const { state, clock, space, begin } = spaceOf({ free: 90, sizes: { a1: 500, b1: 3 } })
  await begin()
  const { told, stop } = watched(space)
  await clock.advance(500)
  expect(told).toEqual(['low: the run in /a', 'low: the run in /a'])
  state.free = 400
  await clock.advance(5_000)
  expect(told).toHaveLength(2)
  stop()
  state.free = 90
  await clock.advance(5_000)
  expect(told).toHaveLength(2)
  expect(clock.pendingTimers).toBe(0)
})

test('a full disk is reported once where it stays full, with whose data fills it', async () => {
  const { state, clock, space, begin } = spaceOf({ free: 0, sizes: { a1: 500, b1: 3 } })
  await begin()
  const { told } = watched(space)
  await clock.advance(1_000)
  state.free = 20
  await clock.advance(1_000)
  state.free = 0
  await clock.advance(1_000)
  expect(new Set(told)).toEqual(new Set(['low: the run in /a']))
  await clock.advance(5_000)
  expect(told.filter((each) => !each.startsWith('low'))).toEqual([
    'full: The disk for data (/data) is full: 0 MB of 1000 MB are left. Most of what runs hold there, 500 MB, is of the run in /a.',
  ])
  expect(clock.pendingTimers).toBe(0)
})
