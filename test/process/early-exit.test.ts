import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { onEarlyExit } from '../../src/process/signals.ts'

/** A process that announces its exit and continues. */
const exiting = (exitCode?: number) => Object.assign(new EventEmitter(), { exitCode })

test.for([
  [true, 0, 1],
  [true, 130, 130],
  [true, undefined, 1],
  [false, 0, 0],
] as const)('an early exit that is a failure (%s) turns the exit code %s into %s', ([fails, before, after]) => {
  const from = exiting(before)
  let told = 0
  onEarlyExit(() => (told += 1), fails, from)
  from.emit('exit')
  expect({ told, exitCode: from.exitCode }).toEqual({ told: 1, exitCode: after })
})

test('an exit after the end is not early', () => {
  const from = exiting(0)
  const stop = onEarlyExit(() => expect.unreachable(), true, from)
  stop()
  from.emit('exit')
  expect(from.exitCode).toBe(0)
})
