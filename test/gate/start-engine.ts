import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineAddress } from '../../src/base/engine-address.ts'
import { defaultCacheDirectory } from '../../src/cache/cache-directory.ts'
import type { Engine, EngineObservation, EngineSpec } from '../../src/engines/engine.ts'
import { startGremlinEngine } from '../../src/engines/gremlin/engine.ts'
import { startOpenSearchEngine } from '../../src/engines/opensearch/engine.ts'
import { DEFAULT_HEAP_MB } from '../../src/engines/process/jvm-options.ts'
import { fetchArtifacts, MAVEN_CENTRAL } from '../../src/engines/releases/artifacts.ts'
import { type LockedEngine, lockedEngines } from '../../src/engines/releases/engine-lock.ts'
import type { EngineName } from '../../src/engines/releases/engine-releases.ts'
import { findJava } from '../../src/java/choose-java.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'

/** A real engine that is ready, and how to end it. */
export interface RunningEngine {
  readonly port: number
  /** Where it is, and its secret. */
  readonly address: EngineAddress
  /** What a request to the engine itself has to carry. */
  readonly headers: { readonly authorization: string }
  readonly version: string
  readonly engine: Engine
  /** What was seen of it when it was ready. */
  readonly seen: EngineObservation
  readonly logFile: string
  stop(): Promise<void>
}

type EngineFiles = Pick<EngineSpec, 'java' | 'classPath'>

/** In what an engine is to differ from those of runs. */
export interface StartOptions {
  /** Its version and artifacts; default: those that runs take. */
  readonly locked?: LockedEngine | undefined
  /** Default: they are obtained. */
  readonly files?: EngineFiles | undefined
  /** From what it is started instead; default: the spec as it is. */
  readonly change?: (spec: EngineSpec) => EngineSpec
}

/** Starts a real engine and waits until it is ready. */
export async function startEngine(
  name: EngineName,
  { locked = lockedEngines[name], files: obtained, change = (spec) => spec }: StartOptions = {},
): Promise<RunningEngine> {
  const signal = AbortSignal.timeout(240_000)
  const files = obtained ?? (await obtain(locked, signal))
  const root = await mkdtemp(join(tmpdir(), 'vaf-gate-'))
  const start = name === 'gremlin' ? startGremlinEngine : startOpenSearchEngine
  const logFile = join(root, 'engine.log')
  const directory = await mkdtemp(join(root, 'engine-'))
  const engine = await start(
    change({
      ...{ version: locked.version, java: files.java, classPath: files.classPath, heapMb: DEFAULT_HEAP_MB },
      ...{ directory, logFile, graphs: 4 },
    }),
  )
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
    if (!ready) throw new Error('An engine that is waited for is there.')
    const { address } = ready
    if (!address) throw new Error('An engine that is ready has an address.')
    const headers = { authorization: address.authorization ?? '' }
    return { port: address.port, address, headers, version: ready.version ?? '', engine, seen: ready, logFile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function obtain(engine: LockedEngine, signal: AbortSignal): Promise<EngineFiles> {
  const cacheDirectory = process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory()
  const mirror = process.env.AWS_FIXTURES_MAVEN_MIRROR ?? MAVEN_CENTRAL
  const { JAVA_HOME: home, PATH: path = '' } = process.env
  const { executable } = await findJava({ ...(home && { home }), path, platform: process.platform, signal })
  const classPath = await fetchArtifacts({ engine, cacheDirectory, mirror, signal, onProgress: () => {} })
  return { java: executable, classPath }
}
