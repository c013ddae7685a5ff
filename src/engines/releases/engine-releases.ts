import type { JavaRange } from '../../java/java-range.ts'

export type EngineName = 'opensearch' | 'gremlin'

/** One version of an engine that this package has, and was tested with. */
export interface EngineRelease {
  readonly engine: EngineName
  /** `OpenSearch`, `Gremlin Server`. */
  readonly product: string
  readonly version: string
  /** The versions of Java it was tested with, and those between. */
  readonly java: JavaRange
}

const opensearch = (version: string, java: JavaRange): EngineRelease => ({
  engine: 'opensearch',
  product: 'OpenSearch',
  version,
  java,
})

const openSearches = {
  'OpenSearch_2.17': opensearch('2.17.1', { least: 17, most: 25 }),
  'OpenSearch_2.19': opensearch('2.19.1', { least: 17, most: 25 }),
  'OpenSearch_3.5': opensearch('3.5.0', { least: 21, most: 25 }),
}

/** The name that Amazon OpenSearch Service gives a version that there is a release of. */
export type OpenSearchVersion = keyof typeof openSearches

/** By that name, from the oldest. */
export const opensearchReleases: Readonly<Record<string, EngineRelease>> = openSearches

export const DEFAULT_OPENSEARCH = 'OpenSearch_2.19'

/** Speaks the same Gremlin as Neptune from 1.3.2.0 on, which AWS lists with the clients 3.7.1 to 3.7.3. */
export const gremlinServer37: EngineRelease = {
  engine: 'gremlin',
  product: 'Gremlin Server',
  version: '3.7.5',
  java: { least: 17, most: 25 },
}

/** The versions of Neptune that there is a stand-in for, for a person. */
export const NEPTUNE_VERSIONS = '1.3.2.0 and later 1.3 versions, and those of 1.4'

/** The Gremlin Server that stands in for a version of Neptune; `undefined` where there is none. */
export function releaseForNeptune(engineVersion: string): EngineRelease | undefined {
  const [, minor, patch] = /^1\.([34])\.(\d+)\.(?:\d+)(?:\.R\d+)?$/.exec(engineVersion) ?? []
  if (minor === undefined || (minor === '3' && Number(patch) < 2)) return undefined
  return gremlinServer37
}

/** Every release there is. */
export const allReleases: readonly EngineRelease[] = [...Object.values(opensearchReleases), gremlinServer37]
