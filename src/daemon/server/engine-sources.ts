import type { StandInOptions } from '../../config/resolve.ts'
import type { RunContext } from '../../contracts/run-context.ts'
import type { EngineSource } from '../../engines/engine.ts'

/**
 * Obtains what the configured engines are started from; nothing of them has been started yet. Only what the target needs
 * is loaded. Fails as `obtainJars` or `obtainImages` does.
 */
export async function obtainSources(context: RunContext<StandInOptions>): Promise<readonly EngineSource[]> {
  const { options } = context
  if (options.target === 'containers') {
    const { obtainImages } = await import('../../engines/container/obtain-images.ts')
    return obtainImages({ ...context, options })
  }
  const { obtainJars } = await import('../../prepare/obtain-engine-files.ts')
  return obtainJars({ ...context, options })
}

/** The version of OpenSearch that has to answer; of an image that the user has named, any. */
export function versionOf(options: StandInOptions): string | undefined {
  if (options.target === 'containers' && options.opensearch?.image.isOwn) return undefined
  return options.opensearch?.release.version
}
