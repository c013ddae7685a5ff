import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { askVersion } from '../ask-version.ts'
import type { Engine, EngineSpec } from '../engine.ts'
import { JvmEngine } from '../process/jvm-engine.ts'
import { jvmOptions, openSearchHeap } from '../process/jvm-options.ts'
import { launch } from '../process/launch.ts'
import { logging, settings } from './configuration.ts'

/** The plugins that the runner does not load by itself, by the name of their jar. */
const plugins = [
  // The runners of 3.x load it from the class path, and loading it twice fails.
  {
    jar: 'search-pipeline-common-',
    untilMajor: 2,
    className: 'org.opensearch.search.pipeline.common.SearchPipelineCommonModulePlugin',
  },
  { jar: 'opensearch-knn-', untilMajor: Number.POSITIVE_INFINITY, className: 'LuceneVectors' },
]

/** The plugins of a version: not every version has all of them. */
function pluginsOf(spec: EngineSpec): string {
  const found = plugins
    .filter(({ jar, untilMajor }) => has(spec, jar) && Number.parseInt(spec.version, 10) <= untilMajor)
    .map(({ className }) => className)
  return ['GuardedNetwork', ...found].join(',')
}

/** Whether the class path has a jar whose name starts with this. */
function has({ classPath }: EngineSpec, start: string): boolean {
  return classPath.some((file) => basename(file).startsWith(start))
}

/**
 * Starts OpenSearch with its core modules and k-NN, by the runner of codelibs. The server takes a free port itself, without a
 * race, and prints it.
 */
export async function startOpenSearchEngine(spec: EngineSpec): Promise<Engine> {
  const configuration = join(spec.directory, 'conf')
  const home = spec.dataDirectory ?? join(spec.directory, 'home')
  await mkdir(configuration)
  await mkdir(home, { mode: 0o700 })
  await writeFile(join(configuration, 'opensearch.yml'), settings)
  await writeFile(join(configuration, 'log4j2.properties'), logging)
  return JvmEngine.start({
    spec,
    launch: () =>
      launch(spec, {
        engine: 'opensearch',
        options: [
          ...jvmOptions,
          ...openSearchHeap(spec.heapMb),
          // Out of memory it would half work. With this it ends, and says why in its log.
          '-XX:+ExitOnOutOfMemoryError',
          '-Dlog4j2.disable.jmx=true',
          ...(has(spec, 'icu4j-') ? ['-Djava.locale.providers=CLDR,SPI'] : []),
        ],
        mainClass: 'OpenSearchNode',
        args: [
          ...['-basePath', home],
          ...['-confPath', configuration],
          ...['-numOfNode', '1'],
          ...['-clusterName', 'vitest-aws-fixtures'],
          ...['-pluginTypes', pluginsOf(spec)],
          // Otherwise the runner ends without a message.
          '-printOnFailure',
        ],
      }),
    listening: /HttpServerTransport.*publish_address \{127\.0\.0\.1:(\d+)\}/,
    askVersion: askVersion.opensearch,
  })
}
