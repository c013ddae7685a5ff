import { expect, test } from 'vitest'
import type { EngineUse } from '../../../src/daemon/server/engine-use.ts'
import type { EngineUser } from '../../../src/daemon/server/engine-users.ts'
import { RunEngine } from '../../../src/daemon/server/run-engine.ts'
import { scriptedEngines } from '../scripted-engines.ts'

/** The engine of a run that has asked nothing, and another run that uses it too and has. */
async function shared() {
  const { engines, request, kill, use } = await scriptedEngines()
  const told: string[] = []
  const replaced: Promise<unknown>[] = []
  const ending = new AbortController()
  let user: EngineUser | undefined
  const engine = new RunEngine({
    pool: {
      use: (asked, signal) => {
        user = asked.user
        return engines.use(asked, signal)
      },
    },
    request,
    user: { who: 'the run in /a', mark: 'vaf-aaaaa-', underWay: () => [], canHaveMade: () => false },
    report: (event) => told.push(event.type === 'warning' ? event.message : event.type),
    onReplace: (_, done) => replaced.push(done.catch(() => {})),
    signal: ending.signal,
  })
  const busy = {
    who: 'the run in /b',
    mark: 'vaf-bbbbb-',
    underWay: () => ['worker 1: GET /'],
    canHaveMade: () => true,
  }
  const first = await engine.start(AbortSignal.timeout(10_000), () => {})
  /** The other uses the engine, and it is killed. Resolves when another has taken its place, where one does. */
  const killShared = async () => {
    const begun = replaced.length
    const before = told.length
    await use({ ...busy, onEnd: () => {} })
    kill()
    await expect.poll(() => told.length).toBe(before + 1)
    return replaced[begun]
  }
  return {
    engine,
    first,
    told,
    ending,
    killShared,
    tellExit: (end: Parameters<EngineUser['onEnd']>[0]) => user?.onEnd(end),
  }
}

const CULPRITS = 'Under way was: worker 1: GET / (the run in /b).'

test('another engine takes the place of one that other runs have ended, with the contents in it', async () => {
  const { engine, first, told, killShared } = await shared()
  const laid: EngineUse[] = []
  engine.replaceBy(async (use) => void laid.push(use))
  await killShared()
  const { use, failure } = await engine.stopReplacing()
  expect(failure).toBeUndefined()
  expect(laid).toEqual([use])
  expect(use).not.toBe(first)
  await use?.assertRuns()
  expect(told).toEqual([`The OpenSearch engine that runs share has ended, and another takes its place. ${CULPRITS}`])
})

test('an engine that ends while the contents are loaded into it is replaced too, and what failed because of that end is no failure', async () => {
  const { engine, killShared } = await shared()
  const steps: string[] = []
  let isSecond = false
  let next: Promise<unknown> | undefined
  engine.replaceBy(async (_, signal) => {
    if (isSecond) return void steps.push('laid')
    isSecond = true
    const given = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    next = killShared()
    await given.catch((error: Error) => {
      steps.push(error.message)
      throw error
    })
  })
  await killShared()
  await expect.poll(() => steps).toEqual(['The OpenSearch engine has ended.', 'laid'])
  await next
  const { use, failure } = await engine.stopReplacing()
  expect(failure).toBeUndefined()
  await use?.assertRuns()
})

test('the failure of a replacement is reported at the end of the run', async () => {
  const { engine, killShared } = await shared()
  const error = new Error('No dataset.')
  engine.replaceBy(() => Promise.reject(error))
  await killShared()
  expect(await engine.stopReplacing()).toMatchObject({ failure: error })
})

test('the remains of an engine that was ended do not keep another from taking its place', async () => {
  const { engine, tellExit } = await shared()
  engine.replaceBy(async () => {})
  tellExit({ culprits: 'The disk is full.', isSuspect: false, gone: Promise.reject(new Error('EBUSY')) })
  const { use, failure } = await engine.stopReplacing()
  expect(failure).toBeUndefined()
  expect(use).toBeDefined()
})

test('an engine that ends again and again is not replaced any more, and the run is told so', async () => {
  const { engine, told, killShared } = await shared()
  engine.replaceBy(async () => {})
  for (let time = 0; time < 4; time += 1) await killShared()
  expect(told.at(-1)).toBe(
    `The OpenSearch engine that runs share has ended, and none takes its place: it has been replaced 3 times in this run. ${CULPRITS}`,
  )
  expect(told).toHaveLength(4)
  const { use, failure } = await engine.stopReplacing()
  expect(failure).toBeUndefined()
  await expect(use?.assertRuns()).rejects.toThrow('Its engine ended by itself while the tests ran.')
})

test('a run that ends an engine which it shares is told so, and gets no other', async () => {
  const { engine, first, told, tellExit } = await shared()
  engine.replaceBy(async () => {})
  tellExit({ culprits: 'The disk is full.', isSuspect: true, gone: Promise.resolve() })
  expect(told).toEqual(['The OpenSearch engine was ended. The disk is full.'])
  expect((await engine.stopReplacing()).use).toBe(first)
})
