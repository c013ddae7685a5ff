import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { messageOf } from '../errors.ts'
import { systemClock } from '../wait/clock.ts'
import { askLoopback } from './ask-loopback.ts'
import type { Engine, EngineObservation, EngineSpec } from './engine.ts'
import { freePort } from './free-port.ts'
import { graphProperties, initScript, serverYaml } from './gremlin-configuration.ts'
import { JavaProcess } from './java-process.ts'

/** One request to the engine, in milliseconds; it answers in a few once it is up. */
const LOOK_TIMEOUT_MS = 5_000

/** How often another port is tried where somebody else took the free one first. */
const PORT_ATTEMPTS = 3

/** Gremlin Server set up like Neptune, with a graph for the run and one for each worker. */
export async function startGremlinEngine(spec: EngineSpec): Promise<Engine> {
  await mkdir(join(spec.directory, 'conf'))
  await writeFile(join(spec.directory, 'conf', 'graph.properties'), graphProperties)
  await writeFile(join(spec.directory, 'conf', 'init.groovy'), initScript(spec.graphs))
  return new GremlinEngine(spec, await startServer(spec))
}

interface RunningServer {
  readonly java: JavaProcess
  readonly port: number
}

async function startServer(spec: EngineSpec): Promise<RunningServer> {
  // Unlike OpenSearch, this server does not tell which port it took for 0.
  const port = await freePort()
  await writeFile(join(spec.directory, 'conf', 'server.yaml'), serverYaml(port, spec.graphs))
  const java = await JavaProcess.start({
    java: spec.java,
    directory: spec.directory,
    logFile: spec.logFile,
    args: [
      '-Xms256m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Djava.io.tmpdir=${spec.directory}`,
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-cp',
      spec.classPath.join(delimiter),
      'org.apache.tinkerpop.gremlin.server.GremlinServer',
      join('conf', 'server.yaml'),
    ],
  })
  return { java, port }
}

class GremlinEngine implements Engine {
  readonly #spec: EngineSpec
  readonly #startedAt = systemClock.now()
  #server: RunningServer
  #attempts = 1
  #ready: EngineObservation | undefined

  constructor(spec: EngineSpec, server: RunningServer) {
    this.#spec = spec
    this.#server = server
  }

  async observe(): Promise<EngineObservation | undefined> {
    const { java, port } = this.#server
    if (!java.isRunning) return this.#afterTheEnd()
    if (this.#ready) return this.#ready
    const seen = { ...(java.pid && { pid: java.pid }), port }
    try {
      const version = await reportedVersion(port)
      this.#ready = { state: 'ready', version, startedInMs: systemClock.now() - this.#startedAt, ...seen }
      return this.#ready
    } catch (error) {
      return { state: 'starting', detail: `It does not answer: ${messageOf(error)}.`, ...seen }
    }
  }

  async stop(): Promise<void> {
    await this.#server.java.stop()
  }

  async #afterTheEnd(): Promise<EngineObservation> {
    const log = await readFile(this.#spec.logFile, 'utf8').catch(() => '')
    if (!this.#ready && this.#attempts < PORT_ATTEMPTS && /Address already in use/.test(log.slice(-10_000))) {
      this.#attempts += 1
      this.#server = await startServer(this.#spec)
      return { state: 'starting', detail: 'Its port was taken; it is started on another one.' }
    }
    return { state: 'failed', detail: await this.#server.java.lastWords() }
  }
}

/** The TinkerPop version the server itself reports. */
async function reportedVersion(port: number): Promise<string> {
  const { result } = (await askLoopback({
    port,
    path: '/gremlin',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/vnd.gremlin-v3.0+json;types=false' },
    body: JSON.stringify({ gremlin: 'Gremlin.version()' }),
    timeoutMs: LOOK_TIMEOUT_MS,
  })) as { result: { data: readonly string[] } }
  return result.data[0] ?? ''
}
