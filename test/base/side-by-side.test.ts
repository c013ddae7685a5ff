import { expect, test } from 'vitest'
import { sideBySide } from '../../src/base/side-by-side.ts'

/** Work that fails when it is told to stop. `log` has what happened. */
function stoppable(log: string[], name: string) {
  return (signal: AbortSignal) =>
    new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => {
        log.push(`${name} is told to stop`)
        setImmediate(() => {
          log.push(`${name} has stopped`)
          reject(signal.reason)
        })
      })
    })
}

const never = () => new AbortController().signal

test('work side by side gives every result, in the order of the work', async () => {
  const slow = () => new Promise<number>((resolve) => setImmediate(resolve, 1))
  expect(await sideBySide<[number, string]>(never(), [slow, async () => 'b'])).toEqual([1, 'b'])
})

test('work side by side fails with the first error, after all other work has stopped', async () => {
  const log: string[] = []
  const first = new Error('no domain')
  const work = sideBySide<[string, never]>(never(), [
    stoppable(log, 'cluster'),
    async () => {
      throw first
    },
  ])
  await expect(work).rejects.toBe(first)
  expect(log).toEqual(['cluster is told to stop', 'cluster has stopped'])
})

test('work side by side reports the first error only', async () => {
  const first = new Error('no domain')
  const work = sideBySide<[never, never]>(never(), [
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('no cluster')))),
    async () => {
      throw first
    },
  ])
  await expect(work).rejects.toBe(first)
})

test("an abort from outside stops all work side by side, which then fails with the signal's reason", async () => {
  const log: string[] = []
  const abort = new AbortController()
  const work = sideBySide<[string, string]>(abort.signal, [stoppable(log, 'a'), stoppable(log, 'b')])
  const reason = new Error('Interrupted by SIGINT.')
  abort.abort(reason)
  await expect(work).rejects.toBe(reason)
  expect(log.slice(2)).toEqual(['a has stopped', 'b has stopped'])
})
