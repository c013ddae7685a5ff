import { expect, test } from 'vitest'
import { Turns } from '../../src/wait/turns.ts'

/** Work that ends when the test says so. */
function workOf(turns: Turns, name: string, log: string[], signal?: AbortSignal) {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const result = turns.take(
    async () => {
      log.push(`${name} begins`)
      await ended
      return name
    },
    { signal, onWait: (before) => log.push(`${name} waits for ${before}`) },
  )
  return { result, end }
}

test('at most as much work runs at once as there are turns, in the order in which it was added', async () => {
  const log: string[] = []
  const turns = new Turns(2)
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => workOf(turns, name, log))
  expect(log).toEqual(['a begins', 'b begins', 'c waits for 1', 'd waits for 2'])
  b?.end()
  expect(await b?.result).toBe('b')
  await expect.poll(() => log.at(-1)).toBe('c begins')
  a?.end()
  await expect.poll(() => log.at(-1)).toBe('d begins')
  for (const each of [c, d]) each?.end()
  expect(await Promise.all([a, c, d].map((each) => each?.result))).toEqual(['a', 'c', 'd'])
})

test('work that is aborted loses its place, and work that fails gives its turn to the next', async () => {
  const log: string[] = []
  const turns = new Turns(1)
  const stop = new AbortController()
  const first = turns.take(async () => {
    await Promise.resolve()
    throw new Error('fails')
  })
  const second = workOf(turns, 'second', log, stop.signal)
  const third = workOf(turns, 'third', log)
  stop.abort(new Error('given up'))
  await expect(second.result).rejects.toThrow('given up')
  await expect(first).rejects.toThrow('fails')
  await expect.poll(() => log.at(-1)).toBe('third begins')
  third.end()
  expect(await third.result).toBe('third')
  await expect(turns.take(async () => {}, { signal: stop.signal })).rejects.toThrow('given up')
})
