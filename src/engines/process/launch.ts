import { delimiter } from 'node:path'
import { ConfigError } from '../../errors/errors.ts'
import { engineClasses } from '../class-archives/engine-classes.ts'
import type { EngineSpec } from '../engine.ts'
import { pathNotForJava } from '../messages.ts'
import { JavaProcess } from './java-process.ts'
import type { LaunchedJvm } from './jvm-engine.ts'
import { launcherJar, newEngineSecret } from './launcher-jar.ts'

/** The program that runs in an engine's JVM. */
export interface EngineMain {
  /** `opensearch` or `gremlin`. */
  readonly engine: string
  /** The JVM's options, the same at each start. */
  readonly options: readonly string[]
  readonly mainClass: string
  readonly args: readonly string[]
}

/** Starts a main class, which ends when this process ends. Fails as `joinClassPath` does, or where the log cannot be written. */
export async function launch(spec: EngineSpec, main: EngineMain): Promise<LaunchedJvm> {
  const classPath = [await launcherJar(spec.cacheDirectory), ...spec.classPath]
  const classes = await engineClasses(
    { title: `${main.engine}-${spec.version}`, java: spec.java, options: main.options, classPath },
    spec,
  )
  const authorization = newEngineSecret()
  const java = await JavaProcess.start({
    java: spec.java,
    directory: spec.directory,
    logFile: spec.logFile,
    firstLine: authorization,
    args: [
      ...main.options,
      ...classes.options,
      `-Djava.io.tmpdir=${spec.directory}`,
      ...['-cp', joinClassPath(classPath)],
      ...['Launcher', main.mainClass],
      ...main.args,
    ],
  })
  return { java, classes, authorization }
}

/** The class path as Java takes it. Fails with a ConfigError where a path contains the separator of paths. */
export function joinClassPath(paths: readonly string[]): string {
  const torn = paths.find((path) => path.includes(delimiter))
  if (torn === undefined) return paths.join(delimiter)
  throw new ConfigError(pathNotForJava(torn, delimiter))
}
