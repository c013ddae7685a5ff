import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Service } from '../../base/endpoint.ts'
import type { TrainedArchive } from '../../engines/class-archives/train-archives.ts'
import { trainArchives } from '../../engines/class-archives/train-archives.ts'
import type { EngineFiles } from '../../engines/jar-source.ts'
import { jarSource } from '../../engines/jar-source.ts'
import { DEFAULT_HEAP_MB } from '../../engines/process/jvm-options.ts'
import { newLogFile } from '../../engines/process/log.ts'
import type { EngineRelease } from '../../engines/releases/engine-releases.ts'
import { EnginePool } from './engine-pool.ts'
import type { EngineUse } from './engine-use.ts'

export interface PrepareArchives {
  readonly releases: readonly EngineRelease[]
  /** What each release is started from, in their order. */
  readonly files: readonly EngineFiles[]
  readonly cacheDirectory: string
  /** How long one engine may take to start, in milliseconds. */
  readonly startTimeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Starts each engine once, so that it notes the classes it loads, and makes the archives that shorten later starts.
 * Returns what was made; nothing where the archives are there. Fails as `EnginePool.use` does.
 */
export async function prepareArchives(prepare: PrepareArchives): Promise<TrainedArchive[]> {
  const { releases, files, cacheDirectory, startTimeoutMs, signal } = prepare
  const directory = await mkdtemp(join(tmpdir(), 'vaf-archives-'))
  const pool = new EnginePool(directory)
  const start = async ({ engine }: EngineRelease, n: number): Promise<EngineUse> => {
    const service: Service = engine === 'gremlin' ? 'neptune' : 'opensearch'
    const request = {
      source: jarSource(service, files[n]!, DEFAULT_HEAP_MB),
      ...{ run: 'install', cacheDirectory, timeoutMs: startTimeoutMs },
      graphs: 0,
      newLogFile: () => newLogFile({ cacheDirectory, otherwise: directory, run: 'install', what: service }),
      dataInMemory: false,
      notesClasses: true,
    }
    return pool.use(request, signal)
  }
  try {
    // One after the other, so that each has the machine for itself.
    for (const [n, release] of releases.entries()) await start(release, n)
  } finally {
    await pool.end()
    await rm(directory, { recursive: true, force: true })
  }
  return trainArchives(cacheDirectory, signal)
}
