import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { GraphTurn } from '../../src/worker/graph-lease.ts'
import { FakeClock } from '../support/fake-clock.ts'

let file: string
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-turn-'))
  file = join(folder, 'graph.turn')
  return () => rm(folder, { recursive: true, force: true })
})

test('a worker waits until the one before it has ended its turn, and tells whom it waits for', async () => {
  const clock = new FakeClock()
  const told: string[] = []
  const one = await GraphTurn.take({ file, clock, tell: (message) => told.push(message) })
  let isOurs = false
  const two = GraphTurn.take({ file, clock, tell: (message) => told.push(message) }).then((turn) => {
    isOurs = true
    return turn
  })
  await clock.advance(29_000)
  expect(told).toEqual([])
  await clock.advance(41_000)
  const line = (seconds: number) =>
    expect.stringMatching(
      new RegExp(
        `^waiting for the turn on the graph for ${seconds} s: process ${process.pid} on \\S+ has it until its test file ends$`,
      ),
    )
  expect(told).toEqual([line(30), line(60)])
  expect(isOurs).toBe(false)
  one.end()
  const turn = await clock.run(two)
  expect(isOurs).toBe(true)
  turn.assertHeld()
  turn.end()
})

test('a worker that had to be taken for dead is told so before it touches the graph again', async () => {
  const clock = new FakeClock()
  const turn = await GraphTurn.take({ file, clock, tell: () => {} })
  await writeFile(`${file}.2`, JSON.stringify({ pid: 1, machine: 'elsewhere' }))
  await clock.advance(2_000)
  expect(() => turn.assertHeld()).toThrow(
    [
      'This worker has lost its turn on the graph, and another one may be using it.',
      `Last seen: The lock ${file} is lost: Another process has taken it over.`,
      'A test that keeps its thread busy for many seconds looks dead to others: let it wait for something now and then.',
    ].join('\n'),
  )
})

test('a worker that waits stops at once when it is told to', async () => {
  const clock = new FakeClock()
  const turn = await GraphTurn.take({ file, clock, tell: () => {} })
  const interruption = new AbortController()
  const waiting = GraphTurn.take({ file, clock, tell: () => {}, signal: interruption.signal })
  await clock.advance(100)
  interruption.abort(new Error('Interrupted by SIGINT.'))
  await expect(waiting).rejects.toThrow('Interrupted by SIGINT.')
  turn.end()
})
