import { readFileSync } from 'node:fs'
import type { EngineName, EngineRelease } from './engine-releases.ts'
import { DEFAULT_OPENSEARCH, gremlinServer37, opensearchReleases } from './engine-releases.ts'

/** One pinned file of an engine. */
export interface Artifact {
  /** `group:artifact[:extension[:classifier]]:version`. */
  readonly coordinates: string
  readonly sha256: string
  readonly bytes: number
  /** For a zip: the pinned hash of the jars in it, by `hashOfFiles`. */
  readonly contents?: string
}

/** All files of one version of an engine. */
export interface LockedEngine {
  readonly version: string
  readonly artifacts: readonly Artifact[]
}

/** The files of a release, from the lock that scripts/lock-engines.ts makes. A lock is read only by a run that needs it. */
export function lockOf({ engine, version }: Pick<EngineRelease, 'engine' | 'version'>): LockedEngine {
  return readLock(`${engine}-${version}`)
}

/** The files of ICU. OpenSearch needs its word breaks on a Java runtime that has none for Thai, such as the fetched one. */
export function icuLock(): LockedEngine {
  return readLock('icu4j-79.1')
}

function readLock(name: string): LockedEngine {
  return JSON.parse(readFileSync(new URL(`./locks/${name}.json`, import.meta.url), 'utf8')) as LockedEngine
}

/** The engines of a user who names no version. */
export const lockedEngines: Readonly<Record<EngineName, LockedEngine>> = {
  get opensearch() {
    return lockOf(opensearchReleases[DEFAULT_OPENSEARCH]!)
  },
  get gremlin() {
    return lockOf(gremlinServer37)
  },
}

/** The path of an artifact, relative to the base URL of a Maven repository and to `maven/` in the cache. */
export function artifactPath({ coordinates }: Artifact): string {
  const parts = coordinates.split(':')
  const [group = '', artifact = ''] = parts
  const version = parts.at(-1) ?? ''
  const extension = parts.length > 3 ? parts[2] : 'jar'
  const classifier = parts.length > 4 ? `-${parts[3]}` : ''
  return `${group.replaceAll('.', '/')}/${artifact}/${version}/${artifact}-${version}${classifier}.${extension}`
}
