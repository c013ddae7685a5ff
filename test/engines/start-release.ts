import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { lockOf } from '../../src/engines/releases/engine-lock.ts'
import type { EngineRelease } from '../../src/engines/releases/engine-releases.ts'
import { obtainReleases } from '../../src/prepare/obtain-engine-files.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

/** Starts a release of an engine as a run does, with a Java that fits it, and waits until it is ready. */
export async function startRelease(release: EngineRelease, env = process.env): Promise<RunningEngine> {
  const options = resolveLocalOptions({ opensearch: true }, process.cwd(), env)
  const signal = AbortSignal.timeout(240_000)
  const [files] = await obtainReleases([release], { options, report: () => {}, signal })
  return startEngine(release.engine, { locked: lockOf(release), files })
}
