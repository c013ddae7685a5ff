import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EnginePool } from '../../src/host/engine-pool.ts'
import type { EngineRequest } from '../../src/host/engine-use.ts'
import type { EngineSource } from '../../src/standin/engine.ts'
import { engineKind } from '../../src/standin/engine-kind.ts'
import { ownFolder } from '../support/filled-cache.ts'

const signal = AbortSignal.timeout(30_000)

/** A pool of engines that are ready at once, and how many of them run. */
async function pool(servesMs?: number) {
  const directory = await ownFolder()
  const engines = new EnginePool(directory)
  const running = new Set<symbol>()
  const source: EngineSource = {
    service: 'opensearch',
    version: '1.2.3',
    key: 'scripted',
    usesDataFolder: false,
    intervalMs: 1,
    ...(servesMs !== undefined && { servesMs }),
    newKind: () =>
      engineKind('opensearch', async () => {
        const engine = Symbol('engine')
        running.add(engine)
        return {
          observe: async () => (running.has(engine) ? { state: 'ready', version: '1.2.3' } : undefined),
          stop: async () => void running.delete(engine),
        }
      }),
  }
  const request: EngineRequest = {
    ...{ source, session: 'vaf-tests', graphs: 0, timeoutMs: 1_000, cacheDirectory: directory },
    ...{ newLogFile: async () => join(directory, 'engine.log'), dataInMemory: false, notesClasses: false },
  }
  return { engines, running, use: () => engines.use(request, signal) }
}

test('sessions share an engine, one after the other as well as side by side', async () => {
  const { engines, running, use } = await pool()
  const [one, other] = [await use(), await use()]
  expect([one.isNew, other.isNew]).toEqual([true, false])
  await Promise.all([one, other].map((each) => each.release({ retire: false })))
  expect((await use()).isNew).toBe(false)
  expect(running.size).toBe(1)
  await engines.end()
  expect(running.size).toBe(0)
})

test('an engine that has served its time is given to no further session, and goes when its last gives it back', async () => {
  const { engines, running, use } = await pool(0)
  const first = await use()
  const second = await use()
  expect(second.isNew).toBe(true)
  // The first is still used.
  expect(running.size).toBe(2)
  await first.release({ retire: false })
  expect(running.size).toBe(1)
  await second.release({ retire: false })
  // Nobody uses it; it goes when the next comes.
  const third = await use()
  expect(third.isNew).toBe(true)
  await engines.end()
  expect(running.size).toBe(0)
})
