import { expect, test } from 'vitest'
import { type Admission, DataRoom } from '../../src/host/data-room.ts'
import { FakeClock } from '../support/fake-clock.ts'

const MB = 1_000_000

/** A room of 200 MB of which 100 are kept back, and two runs that have indices under their names. */
function roomOf(start: { free: number; sizes: Record<string, number> }) {
  const state = { ...start, looks: 0, asked: 0, fails: false }
  const clock = new FakeClock()
  const [a, b] = ['a', 'b'].map((name) => ({
    who: `the run in /${name}`,
    canHaveMade: (index: string) => index.startsWith(name),
  })) as [Holder, Holder]
  type Holder = { who: string; canHaveMade: (index: string) => boolean }
  const room = new DataRoom({
    place: () => ({ what: 'The disk for data (/data)', advice: 'Make room there.' }),
    look: async () => {
      state.looks += 1
      if (state.fails) throw new Error('ENOENT')
      return { free: state.free * MB, total: 1_000 * MB }
    },
    sizes: async () => {
      state.asked += 1
      return new Map(Object.entries(state.sizes).map(([name, size]) => [name, size * MB]))
    },
    holders: () => [a, b],
    clock,
  })
  /** The first look says what is kept back. */
  const begin = async () => {
    const { free } = state
    state.free = 200
    end(await room.admit(a, 1))
    state.free = free
    await clock.advance(1_000)
  }
  return { state, clock, room, a, b, begin }
}

const refusal = (admission: Admission) => ('refused' in admission ? admission.refused : undefined)
const end = (admission: Admission) => 'end' in admission && admission.end()

test('where there is room nobody is asked who holds what, and one look serves many writes', async () => {
  const { state, room, a, b } = roomOf({ free: 200, sizes: { a1: 100 } })
  for (const holder of [a, b, a, b]) expect(refusal(await room.admit(holder, MB))).toBeUndefined()
  expect(state).toMatchObject({ looks: 1, asked: 0 })
})

test('while little is left, the run that holds most is refused by name, and the other goes on', async () => {
  const { room, a, b, begin } = roomOf({ free: 90, sizes: { a1: 500, a2: 200, b1: 3, stray: 10 } })
  await begin()
  expect(refusal(await room.admit(a, MB))).toBe(
    'The disk for data (/data) is full: 90 MB of 1000 MB are left. Most of what runs hold there, 700 MB, is of the run in /a. It may not write until there is room. Delete indices, or use less data. Make room there.',
  )
  expect(refusal(await room.admit(b, MB))).toBeUndefined()
  expect(room.shortage()).toBe(
    'The disk for data (/data) is full. Most of what runs hold there is of the run in /a. Delete indices, or use less data. Make room there.',
  )
})

test('what was refused may write again once what fills the room is gone', async () => {
  const { state, clock, room, a, begin } = roomOf({ free: 90, sizes: { a1: 500 } })
  await begin()
  expect(refusal(await room.admit(a, 1))).toContain('is full')
  state.free = 600
  await clock.advance(100)
  expect(refusal(await room.admit(a, 1))).toBeUndefined()
})

test('two that fill it in turn do not write by turns', async () => {
  const { state, clock, room, a, b, begin } = roomOf({ free: 90, sizes: { a1: 300, b1: 299 } })
  await begin()
  expect(refusal(await room.admit(a, 1))).toContain('/a')
  expect(refusal(await room.admit(b, 1))).toBeUndefined()
  state.sizes = { a1: 300, b1: 301 }
  await clock.advance(1_000)
  expect(refusal(await room.admit(b, 1))).toContain('/b')
  expect(refusal(await room.admit(a, 1))).toContain('/a')
})

test('writes under way count as what they will take', async () => {
  const { clock, room, a, b, begin } = roomOf({ free: 400, sizes: { a1: 300, b1: 3 } })
  await begin()
  const first = await room.admit(a, 90 * MB)
  expect(refusal(first)).toBeUndefined()
  expect(refusal(await room.admit(a, 90 * MB))).toContain('is full')
  expect(refusal(await room.admit(b, 1))).toBeUndefined()
  end(first)
  await clock.advance(100)
  expect(refusal(await room.admit(a, 90 * MB))).toBeUndefined()
})

test('where the room cannot be seen everybody may write', async () => {
  const { state, room, a, begin } = roomOf({ free: 0, sizes: { a1: 500 } })
  await begin()
  state.fails = true
  expect(refusal(await room.admit(a, MB))).toBeUndefined()
})

/** What a watch has told. */
function watched(room: DataRoom) {
  const told: string[] = []
  const stop = room.watch({
    onLow: ({ who }) => told.push(`low: ${who}`),
    onFull: (_, message) => told.push(`full: ${message}`),
  })
  return { told, stop }
}

test('what fills the room in the background is told of whoever holds most, until there is room again', async () => {
  const { state, clock, room, begin } = roomOf({ free: 90, sizes: { a1: 500, b1: 3 } })
  await begin()
  const { told, stop } = watched(room)
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

test('that nothing is left is told once, where it stays so, and by whose data', async () => {
  const { state, clock, room, begin } = roomOf({ free: 0, sizes: { a1: 500, b1: 3 } })
  await begin()
  const { told } = watched(room)
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
