import { readFileSync } from 'node:fs'
import type { EngineName, EngineRelease } from './engine-releases.ts'
import { DEFAULT_OPENSEARCH, gremlinServer37, opensearchReleases } from './engine-releases.ts'

/** One file of an engine, as pinned. */
export interface Artifact {
  /** `group:artifact[:extension[:classifier]]:version`. */
  readonly coordinates: string
  readonly sha256: string
  readonly bytes: number
  /** Of a zip: what pins the jars in it, by `hashOfFiles`. */
  readonly contents?: string
}

/** Everything one version of an engine consists of. */
export interface LockedEngine {
  readonly version: string
  readonly artifacts: readonly Artifact[]
}

/** The files of a release, made by scripts/lock-engines.ts. Read only when needed: a run that needs no engine needs no lock. */
export function lockOf({ engine, version }: Pick<EngineRelease, 'engine' | 'version'>): LockedEngine {
  return readLock(`${engine}-${version}`)
}

/** ICU, whose word breaks OpenSearch needs where the Java runtime has none of Thai: the one that can be fetched. */
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

/** Where an artifact is in a Maven repository, relative to its base URL, and in the cache, relative to its folder. */
export function artifactPath({ coordinates }: Artifact): string {
  const parts = coordinates.split(':')
  const [group = '', artifact = ''] = parts
  const version = parts.at(-1) ?? ''
  const extension = parts.length > 3 ? parts[2] : 'jar'
  const classifier = parts.length > 4 ? `-${parts[3]}` : ''
  return `${group.replaceAll('.', '/')}/${artifact}/${version}/${artifact}-${version}${classifier}.${extension}`
}
