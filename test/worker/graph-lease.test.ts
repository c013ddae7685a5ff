import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { GraphLease } from '../../src/worker/graph-lease.ts'
import { FakeClock } from '../support/fake-clock.ts'

let file: string
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-lease-'))
  file = join(folder, 'graph.lease')
  return () => rm(folder, { recursive: true, force: true })
})

test('a worker waits for the graph until the worker before it releases it, and names that process every 30 seconds', async () => {
  const clock = new FakeClock()
  const told: string[] = []
  const one = await GraphLease.acquire({ file, clock, tell: (message) => told.push(message) })
  let isOurs = false
  const two = GraphLease.acquire({ file, clock, tell: (message) => told.push(message) }).then((lease) => {
    isOurs = true
    return lease
  })
  await clock.advance(29_000)
  expect(told).toEqual([])
  await clock.advance(41_000)
  const line = (seconds: number) =>
    expect.stringMatching(new RegExp(`^waiting for the graph for ${seconds} s: process ${process.pid} on `))
  expect(told).toEqual([line(30), line(60)])
  expect(isOurs).toBe(false)
  one.release()
  const lease = await clock.run(two)
  expect(isOurs).toBe(true)
  lease.assertHeld()
  lease.release()
})

test('a worker whose lease another process took over fails before it touches the graph again', async () => {
  const clock = new FakeClock()
  const lease = await GraphLease.acquire({ file, clock, tell: () => {} })
  await writeFile(`${file}.2`, JSON.stringify({ pid: 1, machine: 'elsewhere' }))
  await clock.advance(2_000)
  expect(() => lease.assertHeld()).toThrow(
    expect.objectContaining({
      code: 'AWS_FIXTURE_NAMESPACE',
      resource: 'graph',
      message: expect.stringContaining(file),
    }),
  )
})

test('a worker that waits for the graph stops at once when its signal is aborted', async () => {
  const clock = new FakeClock()
  const lease = await GraphLease.acquire({ file, clock, tell: () => {} })
  const interruption = new AbortController()
  const waiting = GraphLease.acquire({ file, clock, tell: () => {}, signal: interruption.signal })
  await clock.advance(100)
  interruption.abort(new Error('Interrupted by SIGINT.'))
  await expect(waiting).rejects.toThrow('Interrupted by SIGINT.')
  lease.release()
})
