import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { JavaProcess } from '../../../src/engines/process/java-process.ts'
import { waitForState } from '../../../src/wait/wait-for-state.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vaf-process-'))
  return () => rm(directory, { recursive: true, force: true })
})

/** A process that is started as Java is; what it does is a script for Node. */
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

test('runs in its folder, writes to its log, and ends when it is asked to', async () => {
  const java = await start('console.log(process.cwd()); setInterval(() => {}, 1000)')
  expect(java.isRunning).toBe(true)
  await until(async () => (await log()).includes(directory))
  const { pid } = java
  await java.stop()
  expect(java.isRunning).toBe(false)
  expect(() => process.kill(pid!, 0)).toThrow('ESRCH')
})

test('tells how it ended, and what it said last', async () => {
  const java = await start(`
    for (let line = 1; line <= 20; line += 1) console.log('line ' + line)
    console.error('\\tat some.Class(File.java:1)')
    process.exitCode = 3`)
  await until(() => !java.isRunning)
  expect(await java.exitLog()).toBe(
    [
      'It ended with exit code 3.',
      `The last lines of ${join(directory, 'log')}:`,
      ...Array.from({ length: 12 }, (_, n) => `  line ${n + 9}`),
    ].join('\n'),
  )
})

test('tells which signal ended it', async () => {
  const java = await start('process.kill(process.pid, "SIGKILL")')
  await until(() => !java.isRunning)
  expect(await java.exitLog()).toBe(`It was ended by SIGKILL.\nIts log is empty: ${join(directory, 'log')}`)
})

test('tells why it could not be started', async () => {
  const java = await start('', '/nowhere/java')
  await until(() => !java.isRunning)
  expect(await java.exitLog()).toBe(
    `It could not be started: spawn /nowhere/java ENOENT.\nIts log is empty: ${join(directory, 'log')}`,
  )
  await java.stop()
})

test('is ended at once, also where it would not listen', async () => {
  const java = await start(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`)
  await until(async () => (await log()).includes('up'))
  await Promise.all([java.stop(), java.stop()])
  expect(await java.exitLog()).toContain('It was ended by SIGKILL.')
})

test('calls back with each output, and at the end', async () => {
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

test('keeps a million characters of what it says in memory, and all of it in its log', async () => {
  const java = await start(`process.stdout.write('x'.repeat(3_000_000))`)
  await until(() => !java.isRunning)
  expect(java.output.length).toBeLessThan(1_500_000)
  expect((await log()).length).toBe(3_000_000)
})

test('a log that is there already is continued', async () => {
  await writeFile(join(directory, 'log'), 'before\n')
  const java = await start('console.log("after")')
  await until(() => !java.isRunning)
  expect(java.output).toBe('after\n')
  expect(await java.exitLog()).not.toContain('before')
  expect(await log()).toBe('before\nafter\n')
})

test("takes no options from the shell's Java variables", async () => {
  vi.stubEnv('JAVA_TOOL_OPTIONS', '-agentlib:jdwp=transport=dt_socket,address=5005')
  const java = await start('console.log("JAVA_TOOL_OPTIONS" in process.env)')
  await until(() => !java.isRunning)
  expect(java.output).toBe('false\n')
  vi.unstubAllEnvs()
})
