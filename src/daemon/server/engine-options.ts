import type { StandInOptions } from '../../config/resolve.ts'

/** The version of OpenSearch that has to answer; of an image that the user has named, any. */
export function versionOf(options: StandInOptions): string | undefined {
  if (options.target === 'containers' && options.opensearch?.image.isOwn) return undefined
  return options.opensearch?.release.version
}
