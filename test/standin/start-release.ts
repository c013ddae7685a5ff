import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { obtainReleases } from '../../src/host/obtain-jars.ts'
import { lockOf } from '../../src/standin/engine-lock.ts'
import type { EngineRelease } from '../../src/standin/engine-releases.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

/** Starts a release of an engine as a run does, with a Java that fits it, and waits until it is ready. */
export async function startRelease(release: EngineRelease, env = process.env): Promise<RunningEngine> {
  const options = resolveLocalOptions({ opensearch: true }, process.cwd(), env)
  const signal = AbortSignal.timeout(240_000)
  const [files] = await obtainReleases([release], { options, report: () => {}, signal })
  return startEngine(release.engine, { locked: lockOf(release), files })
}
