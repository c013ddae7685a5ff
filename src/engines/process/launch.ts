import { delimiter } from 'node:path'
import { ConfigError } from '../../errors/errors.ts'
import { engineClasses } from '../class-archives/engine-classes.ts'
import type { EngineSpec } from '../engine.ts'
import { JavaProcess } from './java-process.ts'
import type { LaunchedJvm } from './jvm-engine.ts'
import { launcherJar, newEngineSecret } from './launcher-jar.ts'

/** What runs in an engine's JVM. */
export interface EngineMain {
  /** `opensearch` or `gremlin`. */
  readonly engine: string
  /** The JVM's options, the same at each start. */
  readonly options: readonly string[]
  readonly mainClass: string
  readonly args: readonly string[]
}

/** Starts a main class that runs until the process that holds its standard input has gone: this one. */
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

/** The class path as Java takes it. Fails with a ConfigError where a path has in it what separates the paths. */
export function joinClassPath(paths: readonly string[]): string {
  const torn = paths.find((path) => path.includes(delimiter))
  if (torn === undefined) return paths.join(delimiter)
  throw new ConfigError([
    `Java cannot be started with a path that has a '${delimiter}' in it: ${torn}`,
    'It separates the paths of a class path, and cannot be quoted.',
    "Move the project, or name another folder for the cache as 'local.cacheDirectory' or AWS_FIXTURES_CACHE.",
  ])
}
