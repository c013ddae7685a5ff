import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { EngineClasses } from '../../../src/engines/class-archives/engine-classes.ts'
import type { EngineObservation } from '../../../src/engines/engine.ts'
import { lastLines, portNotOpen, portTakenAgain, processEnded, runsInVain } from '../../../src/engines/messages.ts'
import { JavaProcess } from '../../../src/engines/process/java-process.ts'
import { JvmEngine } from '../../../src/engines/process/jvm-engine.ts'
import { waitForState } from '../../../src/wait/wait-for-state.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'vaf-engine-'))
  return () => rm(root, { recursive: true, force: true })
})

const runs = 'setInterval(() => {}, 1000)'
const taken = "console.log('java.net.BindException: Address already in use'); process.exitCode = 1"

const fromJars: EngineClasses = { options: [], seenReady: async () => undefined, seenFailed: async () => false }

/** An engine whose n-th process runs the n-th script of Node; the last one is repeated. */
async function start(
  scripts: readonly string[],
  askVersion = async (): Promise<string | undefined> => '1.0',
  classes: EngineClasses = fromJars,
) {
  const directory = join(root, 'engine')
  await mkdir(directory)
  const logFile = join(root, 'log')
  let launches = 0
  const engine = await JvmEngine.start({
    spec: { version: '', java: process.execPath, classPath: [], directory, logFile, graphs: 1, heapMb: 64 },
    async launch() {
      const script = scripts[Math.min(launches, scripts.length - 1)] ?? ''
      launches += 1
      return {
        java: await JavaProcess.start({
          java: process.execPath,
          args: ['-e', script],
          directory,
          logFile,
          firstLine: '',
        }),
        authorization: 'Bearer of-the-test',
        classes,
      }
    },
    listening: /listening on (\d+)/,
    cannotServe: /never will/,
    askVersion,
  })
  const until = (state: EngineObservation['state']) =>
    waitForState<EngineObservation>({
      what: 'engine',
      observe: () => engine.observe(),
      target: state,
      pending: 'any',
      timeoutMs: 10_000,
      intervalMs: 5,
    })
  return { engine, directory, until, launches: () => launches }
}

test('an engine is ready once it has printed its port and reports its version', async () => {
  let looks = 0
  const { engine, until } = await start([`console.log('listening on 4711'); ${runs}`], async () => {
    looks += 1
    if (looks === 1) throw new Error('refused')
    return looks === 2 ? undefined : '1.2.3'
  })
  expect(await until('ready')).toMatchObject({
    state: 'ready',
    version: '1.2.3',
    address: { host: '127.0.0.1', port: 4711 },
    pid: expect.any(Number),
  })
  expect(looks).toBe(3)
  await engine.stop()
})

test('an engine that has not printed its port is not asked for its version', async () => {
  const { engine } = await start([runs], () => Promise.reject(new Error('must not be asked')))
  expect(await engine.observe()).toMatchObject({ state: 'starting', detail: portNotOpen() })
  await engine.stop()
})

test('an engine whose port was taken is started again once, also where two callers look', async () => {
  const { engine, launches, until } = await start([taken, `console.log('listening on 4712'); ${runs}`])
  await Promise.all([until('ready'), until('ready')])
  expect(await engine.observe()).toMatchObject({ address: { port: 4712 } })
  expect(launches()).toBe(2)
  await engine.stop()
})

test('an engine whose port is taken three times in a row is failed, with that reason', async () => {
  const { engine, launches, until } = await start([taken])
  expect((await until('failed'))?.detail).toBe(
    [
      `${portTakenAgain(3)} ${processEnded(1, null)}`,
      ...lastLines(join(root, 'log'), ['java.net.BindException: Address already in use']),
    ].join('\n'),
  )
  expect(launches()).toBe(3)
  await engine.stop()
})

test('an engine that runs but says that it will never serve is failed', async () => {
  const { engine, until } = await start([`console.log('never will'); ${runs}`])
  expect((await until('failed'))?.detail).toBe(
    [runsInVain(), ...lastLines(join(root, 'log'), ['never will'])].join('\n'),
  )
  await engine.stop()
})

test('an engine that is stopped twice ends once, and its folder is removed', async () => {
  const { engine, directory } = await start([runs])
  const { pid } = (await engine.observe()) ?? {}
  const stopping = engine.stop()
  expect(await engine.observe()).toMatchObject({ state: 'stopping', pid })
  await Promise.all([stopping, engine.stop()])
  expect(await engine.observe()).toBeUndefined()
  expect(existsSync(directory)).toBe(false)
  expect(() => process.kill(pid!, 0)).toThrow('ESRCH')
})

test('an engine is asked as soon as it has printed its port, also where nobody looks', async () => {
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const { engine } = await start([`console.log('listening on 4711'); ${runs}`], async () => {
    asked()
    return '1.0'
  })
  await isAsked
  expect(await engine.observe()).toMatchObject({ state: 'ready', startedInMs: expect.any(Number) })
  await engine.stop()
})

test('an engine that ends with a class archive is started again without it', async () => {
  let archives = 1
  const classes: EngineClasses = { ...fromJars, seenFailed: async () => archives-- > 0 }
  const { engine, launches, until } = await start(['process.exitCode = 134'], undefined, classes)
  expect((await until('failed'))?.detail).toContain(processEnded(134, null))
  expect(launches()).toBe(2)
  await engine.stop()
})

test('an engine that ends with its class archive three times is failed', async () => {
  // The archive cannot be removed.
  const classes: EngineClasses = { ...fromJars, seenFailed: async () => true }
  const { engine, launches, until } = await start(['process.exitCode = 134'], undefined, classes)
  expect((await until('failed'))?.detail).toContain(processEnded(134, null))
  expect(launches()).toBe(3)
  await engine.stop()
})

test('a remark about the class archive is written into the log of the engine', async () => {
  const classes: EngineClasses = { ...fromJars, archive: '/a.jsa', seenReady: async () => 'The archive was not used.' }
  const { engine, until } = await start([`console.log('listening on 4711'); ${runs}`], undefined, classes)
  expect(await until('ready')).toMatchObject({ archive: '/a.jsa' })
  expect(await readFile(join(root, 'log'), 'utf8')).toContain('The archive was not used.\n')
  await engine.stop()
})
