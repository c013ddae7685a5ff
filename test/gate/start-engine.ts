import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchArtifacts, MAVEN_CENTRAL } from '../../src/standin/artifacts.ts'
import { defaultCacheDirectory } from '../../src/standin/cache-directory.ts'
import type { Engine, EngineObservation, EngineSpec } from '../../src/standin/engine.ts'
import { type EngineName, type LockedEngine, lockedEngines } from '../../src/standin/engine-lock.ts'
import { startGremlinEngine } from '../../src/standin/gremlin-engine.ts'
import { findJava } from '../../src/standin/java.ts'
import { startOpenSearchEngine } from '../../src/standin/opensearch-engine.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'

/** A real engine that is ready, and how to end it. */
export interface RunningEngine {
  readonly port: number
  readonly version: string
  readonly engine: Engine
  stop(): Promise<void>
}

/** What a real engine is made from, all but its folder: fetched where it is not in the cache yet. */
export async function engineSpec(
  locked: LockedEngine,
  logFile: string,
  signal: AbortSignal,
): Promise<Omit<EngineSpec, 'directory'>> {
  const cacheDirectory = process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory()
  const mirror = process.env.AWS_FIXTURES_MAVEN_MIRROR ?? MAVEN_CENTRAL
  const { JAVA_HOME: home, PATH: path = '' } = process.env
  const { executable } = await findJava({ ...(home && { home }), path, platform: process.platform, signal })
  const classPath = await fetchArtifacts({ engine: locked, cacheDirectory, mirror, signal, onProgress: () => {} })
  return { version: locked.version, java: executable, classPath, logFile, graphs: 4 }
}

/** Starts a real engine and waits until it is ready; of another version where another lock is given. */
export async function startEngine(
  name: EngineName,
  locked: LockedEngine = lockedEngines[name],
): Promise<RunningEngine> {
  const signal = AbortSignal.timeout(240_000)
  const root = await mkdtemp(join(tmpdir(), 'vaf-gate-'))
  const start = name === 'gremlin' ? startGremlinEngine : startOpenSearchEngine
  const spec = await engineSpec(locked, join(root, 'engine.log'), signal)
  const engine = await start({ ...spec, directory: await mkdtemp(join(root, 'engine-')) })
  const stop = async () => {
    await engine.stop()
    await rm(root, { recursive: true, force: true })
  }
  try {
    const ready = await waitForState<EngineObservation>({
      what: `${name} engine`,
      observe: () => engine.observe(),
      target: 'ready',
      pending: ['starting'],
      timeoutMs: 120_000,
      signal,
    })
    return { port: ready?.port ?? 0, version: ready?.version ?? '', engine, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
