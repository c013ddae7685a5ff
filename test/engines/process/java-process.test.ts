import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { lastLines, logIsEmpty, processEnded, processNotStarted } from '../../../src/engines/messages.ts'
import { JavaProcess } from '../../../src/engines/process/java-process.ts'
import { waitForState } from '../../../src/wait/wait-for-state.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vaf-process-'))
  return () => rm(directory, { recursive: true, force: true })
})

/** A process that is started as Java is, and runs a script of Node. */
const start = (script: string, java = process.execPath) =>
  JavaProcess.start({ java, args: ['-e', script], directory, logFile: join(directory, 'log'), firstLine: '' })

const until = (isTrue: () => boolean | Promise<boolean>) =>
  waitForState({
    what: 'the process',
    observe: async () => ({ state: (await isTrue()) ? 'there' : 'not yet' }),
    target: 'there',
    pending: ['not yet'],
    timeoutMs: 10_000,
    intervalMs: 10,
  })

const log = () => readFile(join(directory, 'log'), 'utf8')

test('a process runs in its folder, writes to its log, and ends when it is stopped', async () => {
  const java = await start('console.log(process.cwd()); setInterval(() => {}, 1000)')
  expect(java.isRunning).toBe(true)
  await until(async () => (await log()).includes(directory))
  const { pid } = java
  await java.stop()
  expect(java.isRunning).toBe(false)
  expect(() => process.kill(pid!, 0)).toThrow('ESRCH')
})

test('a process that has ended reports its exit code and its last 12 lines', async () => {
  const java = await start(`
    for (let line = 1; line <= 20; line += 1) console.log('line ' + line)
    console.error('\\tat some.Class(File.java:1)')
    process.exitCode = 3`)
  await until(() => !java.isRunning)
  expect(await java.exitLog()).toBe(
    [
      processEnded(3, null),
      ...lastLines(
        join(directory, 'log'),
        Array.from({ length: 12 }, (_, n) => `line ${n + 9}`),
      ),
    ].join('\n'),
  )
})

test('a process that was killed reports the signal', async () => {
  const java = await start('process.kill(process.pid, "SIGKILL")')
  await until(() => !java.isRunning)
  expect(await java.exitLog()).toBe(`${processEnded(null, 'SIGKILL')}\n${logIsEmpty(join(directory, 'log'))}`)
})

test('a process that could not be started reports the reason', async () => {
  const java = await start('', '/nowhere/java')
  await until(() => !java.isRunning)
  expect(await java.exitLog()).toBe(
    `${processNotStarted('spawn /nowhere/java ENOENT')}\n${logIsEmpty(join(directory, 'log'))}`,
  )
  await java.stop()
})

test('a process that ignores SIGTERM is stopped at once', async () => {
  const java = await start(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`)
  await until(async () => (await log()).includes('up'))
  await Promise.all([java.stop(), java.stop()])
  expect(await java.exitLog()).toContain(processEnded(null, 'SIGKILL'))
})

test('the callback of a process is called at each output, and at its end', async () => {
  const java = await start(`console.log('a'); process.stdin.once('end', () => console.log('b')).resume()`)
  const seen: string[] = []
  await new Promise<void>((resolve) => {
    java.onOutput(() => {
      seen.push(java.output)
      resolve()
    })
  })
  expect(seen[0]).toBe('a\n')
  await java.stop()
  expect(seen.at(-1)).toBe('a\n')
  expect(seen.length).toBeGreaterThan(1)
})

test('a million characters of the output are kept in memory, and all of it in the log', async () => {
  const java = await start(`process.stdout.write('x'.repeat(3_000_000))`)
  await until(() => !java.isRunning)
  expect(java.output.length).toBeLessThan(1_500_000)
  expect((await log()).length).toBe(3_000_000)
})

test('an existing log is continued, and what it had before is not reported', async () => {
  await writeFile(join(directory, 'log'), 'before\n')
  const java = await start('console.log("after")')
  await until(() => !java.isRunning)
  expect(java.output).toBe('after\n')
  expect(await java.exitLog()).not.toContain('before')
  expect(await log()).toBe('before\nafter\n')
})

test("a process does not see the shell's JAVA_TOOL_OPTIONS", async () => {
  vi.stubEnv('JAVA_TOOL_OPTIONS', '-agentlib:jdwp=transport=dt_socket,address=5005')
  const java = await start('console.log("JAVA_TOOL_OPTIONS" in process.env)')
  await until(() => !java.isRunning)
  expect(java.output).toBe('false\n')
  vi.unstubAllEnvs()
})
