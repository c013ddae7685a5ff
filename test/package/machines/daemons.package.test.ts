import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityOf, thisProcess } from '../../../src/process/process-identity.ts'
import { processesOnly } from '../../support/left-behind.ts'
import { projectWith } from '../../support/project-with.ts'
import { type FinishedVitest, type RunningVitest, runVitest, type VitestRun } from '../../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/
const options = '{ neptune: true, reuse: true }'

const run = (after?: FinishedVitest, rest: Partial<VitestRun> = {}) =>
  runVitest({
    vitest: 5,
    files: projectWith(options),
    ...(after && { temporary: after.temporary }),
    ...rest,
  })

const hostsFolder = ({ temporary }: FinishedVitest) => join(temporary, `vaf-${process.getuid?.()}`)

/** The folder of the only daemon that the runs of this folder for temporary files have left, and its process. */
async function hostOf(finished: FinishedVitest) {
  const [name, ...others] = await readdir(hostsFolder(finished))
  expect(others).toEqual([])
  const directory = join(hostsFolder(finished), name!)
  const { pid } = JSON.parse(await readFile(join(directory, 'daemon.json'), 'utf8')) as { pid: number }
  return { directory, pid }
}

test('the folder of a daemon that has gone, whose process id is another process now', async () => {
  const first = await run()
  const { directory, pid } = await hostOf(first)
  process.kill(pid, 'SIGKILL')
  expect(await first.leftBehind({ counts: processesOnly })).toEqual(nothing)
  // The id of this very process, which started at another time than the daemon.
  const { started } = identityOf(process.ppid)
  await writeFile(join(directory, 'daemon.json'), JSON.stringify({ ...thisProcess(), started }))
  const second = await run(first)
  expect(second.output).toMatch(/Gremlin Server [\d.]+ ready in/)
  expect(second.output).not.toContain('aws-fixtures  warning')
  expect(second.exitCode).toBe(0)
  const left = await hostOf(second)
  expect(left.directory).not.toBe(directory)
  process.kill(left.pid, 'SIGKILL')
})

test('folders that hold nothing of use: half a record, and none', async () => {
  const first = await run()
  const { directory, pid } = await hostOf(first)
  process.kill(pid, 'SIGTERM')
  expect(await first.leftBehind()).toEqual(nothing)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await writeFile(join(directory, 'daemon.json'), '{"pid":')
  const second = await run(first)
  expect(second.output).toMatch(/Gremlin Server [\d.]+ ready in/)
  expect(second.exitCode).toBe(0)
  const [name] = (await readdir(hostsFolder(second))).filter((each) => join(hostsFolder(second), each) !== directory)
  const record = await readFile(join(hostsFolder(second), name!, 'daemon.json'), 'utf8')
  process.kill((JSON.parse(record) as { pid: number }).pid, 'SIGTERM')
})

test('a daemon that hangs before the run', async () => {
  const first = await run()
  const { pid } = await hostOf(first)
  process.kill(pid, 'SIGSTOP')
  const second = await run(first)
  expect(second.output).toContain(
    `the daemon of process ${pid} does not answer; the run starts another one. 'npx vitest-aws-fixtures down --force' ends it.`,
  )
  expect(second.output).toMatch(/Gremlin Server [\d.]+ ready in/)
  expect(second.output).toMatch(proved)
  expect(second.exitCode).toBe(0)
})

const waits = `test('waits', async ({ g }) => {
  await g.addV('a').next()
  console.log('now')
  for (;;) await g.V().count().next()
}, 5_000)`

const isTold = 'aws-fixtures  warning: The daemon does not answer any more.'

const stop = {
  on: 'now',
  act: ({ processes }: RunningVitest) => {
    for (const pid of processes(/daemon\/server\/main/)) process.kill(pid, 'SIGSTOP')
  },
}

test("a daemon of the run's own that hangs in mid-run: it ends 1, is named, and is gone with its engine", async () => {
  const hung = await run(undefined, {
    files: projectWith('{ neptune: true }', waits),
    reactions: [stop],
  })
  expect(hung.stderr).toContain('Cleanup Verification Error')
  expect(hung.output).toContain(isTold)
  expect(hung.output.slice(hung.output.indexOf(isTold))).toContain('a.test.js > waits')
  expect(hung.exitCode).toBe(1)
  expect(await hung.leftBehind()).toEqual(nothing)
})

test('a daemon for the next runs that hangs in mid-run: it ends 1, is named, and is gone with its engine', async () => {
  const hung = await run(undefined, {
    files: projectWith(options, waits),
    reactions: [stop],
  })
  expect(hung.output).toContain(isTold)
  expect(hung.output.slice(hung.output.indexOf(isTold))).toContain('a.test.js > waits')
  expect(hung.exitCode).toBe(1)
  expect(await hung.leftBehind()).toEqual(nothing)
})
