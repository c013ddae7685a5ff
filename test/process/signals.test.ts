import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { SignalProcess } from '../../src/process/signals.ts'
import { SignalHandlers } from '../../src/process/signals.ts'

/** The part of Node's process that concerns signals, with the codes of each `exit`. */
class Process extends EventEmitter {
  exitCode: number | undefined
  readonly exits: number[] = []
  exit(code: number): void {
    this.exits.push(code)
  }
}

function setUp() {
  const from = new Process()
  const log: string[] = []
  from.on('SIGINT', () => log.push('vitest'))
  const handlers = new SignalHandlers(from as SignalProcess)
  let finish = () => {}
  const listener = (name: string) => ({
    first: (signal: string) => {
      log.push(`${name} first ${signal}`)
      return new Promise<void>((resolve) => {
        const before = finish
        finish = () => {
          before()
          resolve()
        }
      })
    },
    second: (signal: string) => void log.push(`${name} second ${signal}`),
  })
  return { from, log, handlers, listener, finish: () => finish() }
}

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('after %s the process exits with %i once every run has ended', async ([signal, code]) => {
  const { from, log, handlers, listener, finish } = setUp()
  handlers.takeOver(listener('a'))
  handlers.takeOver(listener('b'))
  from.emit(signal, signal)
  expect(log).toEqual([`a first ${signal}`, `b first ${signal}`])
  expect([from.exitCode, from.exits]).toEqual([code, []])
  finish()
  await new Promise(setImmediate)
  expect(from.exits).toEqual([code])
})

test('a second signal makes the process exit at once, after every run was called', () => {
  const { from, log, handlers, listener } = setUp()
  handlers.takeOver(listener('a'))
  handlers.takeOver(listener('b'))
  from.emit('SIGINT', 'SIGINT')
  from.emit('SIGTERM', 'SIGTERM')
  expect(log.slice(2)).toEqual(['a second SIGTERM', 'b second SIGTERM'])
  expect(from.exits).toEqual([143])
})

test('the last run to end gives the signals back to their former listeners', () => {
  const { from, log, handlers, listener } = setUp()
  const giveBack = [handlers.takeOver(listener('a')), handlers.takeOver(listener('b'))]
  giveBack[0]?.()
  expect(from.listenerCount('SIGINT')).toBe(1)
  giveBack[1]?.()
  giveBack[1]?.()
  from.emit('SIGINT', 'SIGINT')
  expect(log).toEqual(['vitest'])
  expect(from.exits).toEqual([])
})
