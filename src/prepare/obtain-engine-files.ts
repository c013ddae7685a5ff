import { services } from '../base/endpoint.ts'
import { discardChanged } from '../cache/discard-changed.ts'
import { fetchFiles } from '../cache/fetch-files.ts'
import { isInCache } from '../cache/pinned-file.ts'
import type { LocalOptions } from '../config/resolve.ts'
import type { RunContext } from '../contracts/run-context.ts'
import type { EngineSource } from '../engines/engine.ts'
import type { EngineFiles } from '../engines/jar-source.ts'
import { jarSource } from '../engines/jar-source.ts'
import { classPathOf, filesOf } from '../engines/releases/artifacts.ts'
import { icuLock, lockOf } from '../engines/releases/engine-lock.ts'
import type { EngineRelease } from '../engines/releases/engine-releases.ts'
import type { ChosenJava } from '../java/choose-java.ts'
import { chooseJava, proveRuntime } from '../java/choose-java.ts'

/** Finds Java, and fetches the missing files of the configured engines and of Java, before anything is started. */
export async function obtainJars(
  target: Pick<RunContext<LocalOptions>, 'options' | 'report' | 'signal'>,
): Promise<readonly EngineSource[]> {
  const configured = services.flatMap((service) => {
    const options = target.options[service]
    return options ? [{ service, ...options }] : []
  })
  const releases = configured.map(({ release }) => release)
  const files = await obtainReleases(releases, target)
  return configured.map(({ service, heapMb }, n) => jarSource(service, files[n]!, heapMb))
}

/** The same for any releases; returns their files in the same order. */
export async function obtainReleases(
  releases: readonly EngineRelease[],
  { options, report, signal }: ObtainOptions,
): Promise<EngineFiles[]> {
  const { cacheDirectory, mirror } = options
  const java = await chooseJava(releases, options, signal)
  const engines = releases.map((release, n) => ({
    name: `${release.product} ${release.version}`,
    version: release.version,
    java: java.executables[n]!,
    locks: [lockOf(release), ...(needsIcu(release, java, n) ? [icuLock()] : [])],
  }))
  const parts = [
    ...(java.runtime ? [{ name: java.runtime.name, files: [java.runtime.file] }] : []),
    ...engines.map(({ name, locks }) => ({ name, files: locks.flatMap((lock) => filesOf(lock, mirror)) })),
  ]
  await discardChanged(
    parts.flatMap(({ files }) => files),
    cacheDirectory,
    report,
  )
  const missing = parts.filter(({ files }) => files.some((file) => !isInCache(file, cacheDirectory)))
  const what = missing.map(({ name }) => name).join(', ')
  await fetchFiles({
    files: missing.flatMap(({ files }) => files),
    cacheDirectory,
    signal,
    onProgress: (progress) => report({ type: 'downloading', what, ...progress }),
  })
  if (java.runtime) await proveRuntime(java.runtime, cacheDirectory, signal)
  return engines.map(({ version, java: executable, locks }) => ({
    version,
    java: executable,
    classPath: locks.flatMap((lock) => classPathOf(lock, cacheDirectory)),
  }))
}

/** The fetched runtime has no Thai word breaks, without which OpenSearch cannot make an index. */
function needsIcu({ engine }: EngineRelease, { runtime, executables }: ChosenJava, n: number): boolean {
  return engine === 'opensearch' && runtime !== undefined && executables[n] === runtime.executable
}

export interface ObtainOptions extends Pick<RunContext, 'report' | 'signal'> {
  readonly options: Pick<LocalOptions, 'java' | 'cacheDirectory' | 'mirror'>
}
