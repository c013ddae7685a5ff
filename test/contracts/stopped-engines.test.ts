import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noteStopped, stoppedEngines } from '../../src/contracts/stopped-engines.ts'
import { identityOf, thisProcess } from '../../src/process/process-identity.ts'
import { ownFolder } from '../support/filled-cache.ts'

const at = new Date(2026, 2, 1, 3, 15, 48).getTime()
const lines = (pid: number) => [
  `The engines stopped during the run, at 03:15:48: their process ${pid} was ended.`,
  'All tests that use them fail from then on because of this.',
  "What ends it: 'npx vitest-aws-fixtures down --force', a kill, or a machine that is short of memory. Run the tests again.",
]

test('while their process runs, and where there is none on this machine, engines have not stopped', async () => {
  const directory = await ownFolder()
  expect(stoppedEngines({ daemon: thisProcess(), directory })).toBeUndefined()
  expect(stoppedEngines({})).toBeUndefined()
})

test('from when the daemon says that it ends, engines have stopped, though its process still runs', async () => {
  const directory = await ownFolder()
  noteStopped(directory, at)
  noteStopped(directory, at + 60_000)
  const stopped = stoppedEngines({ daemon: thisProcess(), directory })
  expect(stopped).toMatchObject({
    name: 'EnginesStoppedError',
    code: 'AWS_FIXTURE_ENGINES_STOPPED',
    category: 'resource',
  })
  expect(stopped?.message.split('\n')).toEqual(lines(process.pid))
})

test('where their process was killed, whoever notices first notes when, for all', async () => {
  const directory = await ownFolder()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const daemon = identityOf(child.pid!)
  expect(stoppedEngines({ daemon, directory })).toBeUndefined()
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
  const [first, second] = [stoppedEngines({ daemon, directory }), stoppedEngines({ daemon, directory })]
  expect(first?.message).toMatch(
    /^The engines stopped during the run, at \d\d:\d\d:\d\d: their process \d+ was ended\.\n/,
  )
  expect(second?.message).toBe(first?.message)
})

test('where the folder of the run has gone, so have its engines', async () => {
  const directory = await ownFolder()
  rmSync(directory, { recursive: true })
  const stopped = stoppedEngines({ daemon: thisProcess(), directory })
  expect(stopped?.message).toMatch(`The engines stopped during the run: their process ${process.pid} was ended.\n`)
})
