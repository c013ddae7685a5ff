import { ConfigError } from '../errors.ts'
import type { SessionContext } from '../session/session-context.ts'
import { fetchArtifacts } from '../standin/artifacts.ts'
import type { EngineName } from '../standin/engine-lock.ts'
import { lockedEngines } from '../standin/engine-lock.ts'
import { findJava } from '../standin/java.ts'

/** What one engine is started from. */
export interface EngineFiles {
  readonly version: string
  /** The `java` executable. */
  readonly java: string
  readonly classPath: readonly string[]
}

/** What the configured engines are started from. */
export interface ObtainedEngines {
  readonly opensearch?: EngineFiles
  readonly neptune?: EngineFiles
}

/** Finds Java and fetches what is missing of the configured engines. Nothing has been started yet. */
export async function obtainEngines({ options, report, signal }: SessionContext): Promise<ObtainedEngines> {
  const { cacheDirectory, mirror } = options
  const { executable: java } = await findJava({ ...options.java, platform: process.platform, signal })
  const obtain = async (name: EngineName, what: string, version?: string): Promise<EngineFiles> => {
    const engine = lockedEngines[name]
    if (version !== undefined && version !== engine.version) {
      throw new ConfigError(`${what} ${version} is not among the engines of this package; it has ${engine.version}.`)
    }
    const classPath = await fetchArtifacts({
      engine,
      cacheDirectory,
      mirror,
      signal,
      onProgress: (receivedBytes, totalBytes) =>
        report({ type: 'downloading', what: `${what} ${engine.version}`, receivedBytes, totalBytes }),
    })
    return { version: engine.version, java, classPath }
  }
  const [opensearch, neptune] = await Promise.all([
    options.opensearch && obtain('opensearch', 'OpenSearch', options.opensearch.version),
    options.neptune && obtain('gremlin', 'Gremlin Server'),
  ])
  return { ...(opensearch && { opensearch }), ...(neptune && { neptune }) }
}
