import { expect, test } from 'vitest'
import { Turn } from '../../src/worker/mutex.ts'
import { toldWait } from '../../src/worker/told-wait.ts'
import { FakeClock } from '../support/fake-clock.ts'

test('lets in one at a time, in the order in which they came', async () => {
  const turn = new Turn()
  const log: string[] = []
  const visit = async (name: string) => {
    const place = turn.take(name)
    await place.come
    log.push(`${name} in`)
    await Promise.resolve()
    log.push(`${name} out`)
    place.end()
  }
  await Promise.all([visit('a'), visit('b'), visit('c')])
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})

test('who leaves before it is their turn never has it, and keeps nobody waiting', async () => {
  const turn = new Turn()
  const [first, second, third] = [turn.take('a'), turn.take('b'), turn.take('c')]
  second.end()
  await first.come
  expect([second.hasCome, third.hasCome]).toEqual([false, false])
  first.end()
  await third.come
  expect(third.behind).toEqual(['a', 'b'])
})

test('a wait is told with those that were before, and whether the turn has come', async () => {
  const clock = new FakeClock()
  const turn = new Turn(clock)
  const first = turn.take('file > a')
  const second = turn.take('file > b')
  for (const name of ['c', 'd']) turn.take(name)
  const last = turn.take('e')
  await first.come
  expect(toldWait(first)).toBeUndefined()
  await clock.advance(4_200)
  first.end()
  await second.come
  await clock.advance(1_000)
  expect(toldWait(second)?.split('\n')[0]).toBe(
    'vitest-aws-fixtures: this test waited 4.2 s of its time for its turn on the graph. Before it in line: "file > a".',
  )
  expect(toldWait(last)?.split('\n')[0]).toBe(
    'vitest-aws-fixtures: this test waited 5.2 s of its time for its turn on the graph, which did not come. ' +
      'Before it in line: "file > a", "file > b", "c", 1 more.',
  )
})
