import type { EngineRelease } from '../engines/releases/engine-releases.ts'
import {
  DEFAULT_OPENSEARCH,
  gremlinServer37,
  NEPTUNE_VERSIONS,
  opensearchReleases,
  releaseForNeptune,
} from '../engines/releases/engine-releases.ts'
import { ConfigError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** The default where no engine is named. */
export const DEFAULT_ENGINES: readonly string[] = [DEFAULT_OPENSEARCH, 'neptune']

/**
 * The releases for engine names as AWS writes them, each once: `OpenSearch_2.19`, `neptune_1.4.5.0`. `opensearch` and `neptune`
 * are the defaults of the plugin. One text may have several names, separated by commas.
 * Fails with a ConfigError that lists the known names.
 */
export function releasesNamed(names: readonly string[]): EngineRelease[] {
  const all = names.flatMap((name) => name.split(',')).map((name) => name.trim())
  return [...new Set(all.filter((name) => name !== '').map(releaseNamed))]
}

function releaseNamed(name: string): EngineRelease {
  const [service = '', version] = name.split(/_(.*)/s)
  const found = /^neptune$/i.test(service)
    ? version === undefined
      ? gremlinServer37
      : releaseForNeptune(version)
    : opensearchNamed(service, version)
  if (found) return found
  throw new ConfigError(messages.unknownEngine(name, Object.keys(opensearchReleases), NEPTUNE_VERSIONS))
}

function opensearchNamed(service: string, version: string | undefined): EngineRelease | undefined {
  if (!/^opensearch$/i.test(service)) return undefined
  const name = version === undefined ? DEFAULT_OPENSEARCH : `OpenSearch_${version}`
  return Object.hasOwn(opensearchReleases, name) ? opensearchReleases[name] : undefined
}
