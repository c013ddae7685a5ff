import lock from './engines.lock.json' with { type: 'json' }

/** One file of an engine, as pinned. */
export interface Artifact {
  /** `group:artifact[:extension[:classifier]]:version`. */
  readonly coordinates: string
  readonly sha256: string
  readonly bytes: number
}

/** Everything one version of an engine consists of. */
export interface LockedEngine {
  readonly version: string
  readonly artifacts: readonly Artifact[]
}

export type EngineName = 'opensearch' | 'gremlin'

/** The engines this package was tested with, made by scripts/lock-engines.ts. */
export const lockedEngines: Readonly<Record<EngineName, LockedEngine>> = lock

/** Where an artifact is in a Maven repository, relative to its base URL, and in the cache, relative to its folder. */
export function artifactPath({ coordinates }: Artifact): string {
  const parts = coordinates.split(':')
  const [group = '', artifact = ''] = parts
  const version = parts.at(-1) ?? ''
  const extension = parts.length > 3 ? parts[2] : 'jar'
  const classifier = parts.length > 4 ? `-${parts[3]}` : ''
  return `${group.replaceAll('.', '/')}/${artifact}/${version}/${artifact}-${version}${classifier}.${extension}`
}
