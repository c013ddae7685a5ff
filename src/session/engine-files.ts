import { ConfigError } from '../errors.ts'
import { classPathOf, filesOf } from '../standin/artifacts.ts'
import type { EngineName } from '../standin/engine-lock.ts'
import { lockedEngines } from '../standin/engine-lock.ts'
import { fetchFiles } from '../standin/fetch-files.ts'
import { findJava } from '../standin/java.ts'
import { isInCache } from '../standin/pinned-file.ts'
import type { TargetOptions } from './target.ts'

/** What one engine is started from. */
export interface EngineFiles {
  readonly version: string
  readonly classPath: readonly string[]
}

/** What the configured engines are started from. */
export interface ObtainedEngines {
  readonly java: string
  readonly cacheDirectory: string
  readonly opensearch?: EngineFiles
  readonly neptune?: EngineFiles
}

/** Finds Java and fetches what is missing of the configured engines. Nothing has been started yet. */
export async function obtainEngines({
  options,
  report,
  signal,
}: Pick<TargetOptions, 'options' | 'report' | 'signal'>): Promise<ObtainedEngines> {
  const { cacheDirectory, mirror } = options
  const java = await findJava({ ...options.java, platform: process.platform, signal })
  const pick = (name: EngineName, what: string, version?: string) => {
    const engine = lockedEngines[name]
    if (version !== undefined && version !== engine.version) {
      throw new ConfigError(`${what} ${version} is not among the engines of this package; it has ${engine.version}.`)
    }
    return { what: `${what} ${engine.version}`, engine, files: filesOf(engine, mirror) }
  }
  const opensearch = options.opensearch && pick('opensearch', 'OpenSearch', options.opensearch.version)
  const neptune = options.neptune && pick('gremlin', 'Gremlin Server')
  const both = [opensearch, neptune].filter((each) => each !== undefined)
  const missing = both.filter(({ files }) => files.some((file) => !isInCache(file, cacheDirectory)))
  await fetchFiles({
    files: missing.flatMap(({ files }) => files),
    cacheDirectory,
    signal,
    onProgress: (progress) =>
      report({ type: 'downloading', what: missing.map(({ what }) => what).join(' and '), ...progress }),
  })
  const filesOfEngine = ({ engine }: NonNullable<typeof neptune>): EngineFiles => ({
    version: engine.version,
    classPath: classPathOf(engine, cacheDirectory),
  })
  return {
    java: java.executable,
    cacheDirectory,
    ...(opensearch && { opensearch: filesOfEngine(opensearch) }),
    ...(neptune && { neptune: filesOfEngine(neptune) }),
  }
}
