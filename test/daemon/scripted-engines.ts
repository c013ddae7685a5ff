import { join } from 'node:path'
import type { EngineAddress } from '../../src/base/engine-address.ts'
import { EnginePool } from '../../src/daemon/server/engine-pool.ts'
import type { EngineRequest } from '../../src/daemon/server/engine-use.ts'
import type { EngineUser } from '../../src/daemon/server/engine-users.ts'
import type { EngineSource } from '../../src/engines/engine.ts'
import { engineKind } from '../../src/engines/engine-kind.ts'
import { ownFolder } from '../support/filled-cache.ts'

const signal = AbortSignal.timeout(30_000)

/** A pool of engines that are ready at once, and how many of them run. */
export async function scriptedEngines(servesMs?: number, address?: EngineAddress) {
  const directory = await ownFolder()
  const engines = new EnginePool(directory)
  const running = new Set<symbol>()
  const ends = new Map<symbol, () => void>()
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
        const ended = new Promise<void>((resolve) => ends.set(engine, resolve))
        return {
          observe: async () =>
            running.has(engine) ? { state: 'ready', version: '1.2.3', ...(address && { address }) } : undefined,
          stop: async () => void running.delete(engine),
          ended: () => ended,
        }
      }),
  }
  const request: EngineRequest = {
    ...{ source, run: 'vaf-tests', graphs: 0, timeoutMs: 1_000, cacheDirectory: directory },
    ...{ newLogFile: async () => join(directory, 'engine.log'), dataInMemory: false, notesClasses: false },
  }
  /** As the process of an engine does that is killed. */
  const kill = () => {
    running.clear()
    for (const end of ends.values()) end()
  }
  return {
    directory,
    engines,
    running,
    kill,
    request,
    use: (user?: EngineUser) => engines.use({ ...request, ...(user && { user }) }, signal),
  }
}
