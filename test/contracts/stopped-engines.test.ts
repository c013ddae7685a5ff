import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noteStopped, stoppedEngines } from '../../src/contracts/stopped-engines.ts'
import { identityOf, thisProcess } from '../../src/process/process-identity.ts'
import { ownFolder } from '../support/filled-cache.ts'

const at = new Date(2026, 2, 1, 3, 15, 48).getTime()

test('engines count as running while their daemon runs, and where the run has no daemon on this machine', async () => {
  const directory = await ownFolder()
  expect(stoppedEngines({ daemon: thisProcess(), directory })).toBeUndefined()
  expect(stoppedEngines({})).toBeUndefined()
})

test('engines count as stopped as soon as the daemon notes that it ends, although its process still runs', async () => {
  const directory = await ownFolder()
  noteStopped(directory, at)
  noteStopped(directory, at + 60_000)
  const stopped = stoppedEngines({ daemon: thisProcess(), directory })
  expect(stopped).toMatchObject({
    name: 'EnginesStoppedError',
    code: 'AWS_FIXTURE_ENGINES_STOPPED',
    category: 'resource',
  })
  expect(stopped?.message).toMatch(new RegExp(`, at 03:15:48: .* ${process.pid} `))
})

test('the first process that notices a killed daemon notes the time, and all others report that time', async () => {
  const directory = await ownFolder()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const daemon = identityOf(child.pid!)
  expect(stoppedEngines({ daemon, directory })).toBeUndefined()
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  const [first, second] = [stoppedEngines({ daemon, directory }), stoppedEngines({ daemon, directory })]
  expect(first?.message).toMatch(new RegExp(`, at \\d\\d:\\d\\d:\\d\\d: .* ${daemon.pid} `))
  expect(second?.message).toBe(first?.message)
})

test('engines count as stopped when the folder of the run is gone', async () => {
  const directory = await ownFolder()
  rmSync(directory, { recursive: true })
  const stopped = stoppedEngines({ daemon: thisProcess(), directory })
  expect(stopped?.message).toMatch(new RegExp(`^[^,]*: .* ${process.pid} .*\n`))
})
