import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askLoopback } from './ask-loopback.ts'
import type { Engine, EngineSpec } from './engine.ts'
import { JvmEngine } from './jvm-engine.ts'
import { jvmOptions } from './jvm-options.ts'
import { launch } from './launch.ts'
import { logging, settings } from './opensearch-configuration.ts'

/** Fixed, as the server's makers advise: it then never has to grow. */
const heap = { least: '512m', most: '512m' }

/** What the runner does not load by itself. */
const plugins = [
  'org.opensearch.search.pipeline.common.SearchPipelineCommonModulePlugin',
  'org.opensearch.knn.plugin.KNNPlugin',
]

/**
 * OpenSearch with its core modules and k-NN, by the runner of codelibs. The server takes a free port itself, without a
 * race, and says in its log which.
 */
export async function startOpenSearchEngine(spec: EngineSpec): Promise<Engine> {
  const configuration = join(spec.directory, 'conf')
  const home = join(spec.directory, 'home')
  await mkdir(configuration)
  await mkdir(home)
  await writeFile(join(configuration, 'opensearch.yml'), settings)
  await writeFile(join(configuration, 'log4j2.properties'), logging)
  return JvmEngine.start({
    spec,
    launch: () =>
      launch(spec, {
        engine: 'opensearch',
        options: [...jvmOptions(heap), '-Dlog4j2.disable.jmx=true'],
        mainClass: 'OpenSearchNode',
        args: [
          ...['-basePath', home],
          ...['-confPath', configuration],
          ...['-numOfNode', '1'],
          ...['-clusterName', 'vitest-aws-fixtures'],
          ...['-pluginTypes', plugins.join(',')],
          // Otherwise the runner ends without a word.
          '-printOnFailure',
        ],
      }),
    listening: /HttpServerTransport.*publish_address \{127\.0\.0\.1:(\d+)\}/,
    askVersion,
  })
}

async function askVersion(port: number, signal: AbortSignal): Promise<string | undefined> {
  const [root, health] = await Promise.all(['/', '/_cluster/health'].map((path) => askLoopback({ port, path, signal })))
  const { status } = health as { status: string }
  if (status !== 'green' && status !== 'yellow') return undefined
  return (root as { version: { number: string } }).version.number
}
