import { NEPTUNE_VERSIONS, opensearchReleases, releaseForNeptune } from '../engines/releases/engine-releases.ts'
import type { AwsFixturesOptions } from './options.ts'

/** What is wrong with the engine versions, an issue each. */
export function checkVersions({ opensearch, neptune }: Pick<AwsFixturesOptions, 'opensearch' | 'neptune'>): string[] {
  const issues: string[] = []
  const search = opensearch === true ? undefined : opensearch?.engineVersion
  if (search !== undefined && !Object.hasOwn(opensearchReleases, search)) {
    const known = Object.keys(opensearchReleases).map((name) => `'${name}'`)
    issues.push(`opensearch.engineVersion: '${search}' is unknown; there is ${known.join(', ')}.`)
  }
  const graph = neptune === true ? undefined : neptune?.engineVersion
  if (graph !== undefined && !releaseForNeptune(graph)) {
    issues.push(`neptune.engineVersion: '${graph}' is unknown; there is ${NEPTUNE_VERSIONS}.`)
  }
  return issues
}
