import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { messageOf } from '../errors.ts'
import { systemClock } from '../wait/clock.ts'
import { askLoopback } from './ask-loopback.ts'
import type { Engine, EngineObservation, EngineSpec } from './engine.ts'
import { JavaProcess } from './java-process.ts'

/** One request to the engine, in milliseconds; it answers in a few once it is up. */
const LOOK_TIMEOUT_MS = 5_000

/**
 * OpenSearch with its core modules and k-NN, by the runner of codelibs, whose `main` needs no Java of ours.
 *
 * The runner counts its node's HTTP port from `baseHttpPort + 1`; with -1 that is 0, so the server takes a free port
 * itself, without a race, and says in its log which.
 */
export async function startOpenSearchEngine(spec: EngineSpec): Promise<Engine> {
  const configuration = join(spec.directory, 'conf')
  const home = join(spec.directory, 'home')
  await mkdir(configuration)
  await mkdir(home)
  await writeFile(join(configuration, 'opensearch.yml'), settings)
  await writeFile(join(configuration, 'log4j2.properties'), logging)
  const java = await JavaProcess.start({
    java: spec.java,
    directory: spec.directory,
    logFile: spec.logFile,
    args: [
      '-Xms512m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Djava.io.tmpdir=${spec.directory}`,
      '-cp',
      spec.classPath.join(delimiter),
      'org.codelibs.opensearch.runner.OpenSearchRunner',
      ...['-basePath', home],
      ...['-confPath', configuration],
      ...['-numOfNode', '1'],
      ...['-baseHttpPort', '-1'],
      ...['-clusterName', 'vitest-aws-fixtures'],
      ...['-pluginTypes', 'org.opensearch.knn.plugin.KNNPlugin'],
      '-printOnFailure',
    ],
  })
  return new OpenSearchEngine(java, spec.logFile)
}

class OpenSearchEngine implements Engine {
  readonly #java: JavaProcess
  readonly #logFile: string
  #port: number | undefined
  #ready: EngineObservation | undefined

  constructor(java: JavaProcess, logFile: string) {
    this.#java = java
    this.#logFile = logFile
  }

  async observe(): Promise<EngineObservation | undefined> {
    const { pid } = this.#java
    if (!this.#java.isRunning) return { state: 'failed', detail: await this.#java.lastWords() }
    if (this.#ready) return this.#ready
    this.#port ??= await publishedPort(this.#logFile)
    if (this.#port === undefined)
      return { state: 'starting', detail: 'It has not opened its port.', ...(pid && { pid }) }
    const seen = { ...(pid && { pid }), port: this.#port }
    try {
      const [root, health] = await Promise.all([ask(this.#port, '/'), ask(this.#port, '/_cluster/health')])
      const { status } = health as { status: string }
      if (status !== 'green' && status !== 'yellow')
        return { state: 'starting', detail: `Its health is ${status}.`, ...seen }
      const version = (root as { version: { number: string } }).version.number
      this.#ready = { state: 'ready', version, startedInMs: systemClock.now() - this.#java.startedAt, ...seen }
      return this.#ready
    } catch (error) {
      return { state: 'starting', detail: `It does not answer: ${messageOf(error)}.`, ...seen }
    }
  }

  stop(): Promise<void> {
    return this.#java.stop()
  }
}

/** The port in the line with which the HTTP server reports where it is bound. */
async function publishedPort(logFile: string): Promise<number | undefined> {
  const log = await readFile(logFile, 'utf8').catch(() => '')
  const line = /HttpServerTransport.*publish_address \{127\.0\.0\.1:(\d+)\}/.exec(log)
  return line ? Number(line[1]) : undefined
}

const ask = (port: number, path: string): Promise<unknown> => askLoopback({ port, path, timeoutMs: LOOK_TIMEOUT_MS })

/** A cluster of one, on loopback, that does not stop writing when the disk is nearly full. */
const settings = `discovery.type: single-node
network.host: 127.0.0.1
transport.port: 0
cluster.routing.allocation.disk.threshold_enabled: false
`

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`
