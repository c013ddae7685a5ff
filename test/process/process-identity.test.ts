import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { identityOf, livenessOf, thisProcess } from '../../src/process/process-identity.ts'

test('the identity of this process is that of a running one', () => {
  expect(thisProcess().pid).toBe(process.pid)
  expect(livenessOf(thisProcess())).toBe('running')
})

test('a process that has ended is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const identity = identityOf(child.pid!)
  expect(livenessOf(identity)).toBe('running')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(livenessOf(identity)).toBe('gone')
})

test('a process whose id has been given to another one is gone', () => {
  expect(livenessOf({ ...thisProcess(), started: '1' })).toBe('gone')
})

test('the liveness of a process is unknown on another machine, and without its start', () => {
  expect(livenessOf({ ...thisProcess(), machine: 'elsewhere' })).toBe('unknown')
  const { pid, machine } = thisProcess()
  expect(livenessOf({ pid, machine })).toBe('unknown')
})
