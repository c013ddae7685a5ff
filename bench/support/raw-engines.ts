import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { freePort } from '../../src/engines/gremlin/engine.ts'

export interface RawEngines {
  readonly java: string
  readonly opensearch: readonly string[]
  readonly gremlin: readonly string[]
}

/**
 * Starts both engines together, as a person would by hand: the jars, a heap for OpenSearch, no other flag. Resolves
 * with the milliseconds from there until both say that their ports are open; then they are ended, which does not count.
 */
export async function startRawEngines(engines: RawEngines, root: string): Promise<number> {
  const directory = await mkdtemp(join(root, 'raw-'))
  await mkdir(join(directory, 'home'))
  await mkdir(join(directory, 'conf'))
  await writeFile(
    join(directory, 'conf', 'opensearch.yml'),
    'discovery.type: single-node\nnetwork.host: 127.0.0.1\ntransport.port: 0\n',
  )
  await writeFile(
    join(directory, 'gremlin.yaml'),
    `host: 127.0.0.1\nport: ${await freePort()}\nchannelizer: org.apache.tinkerpop.gremlin.server.channel.WsAndHttpChannelizer
graphs: {graph: graph.properties}
scriptEngines: {gremlin-groovy: {plugins: {org.apache.tinkerpop.gremlin.server.jsr223.GremlinServerGremlinPlugin: {}}}}
serializers: [{className: org.apache.tinkerpop.gremlin.util.ser.GraphBinaryMessageSerializerV1}]\n`,
  )
  await writeFile(
    join(directory, 'graph.properties'),
    'gremlin.graph=org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph\n',
  )
  const startedAt = performance.now()
  const java = (...args: string[]) => spawn(engines.java, args, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  const children = [
    java(
      ...['-Xms512m', '-Xmx512m', '-cp', engines.opensearch.join(delimiter)],
      ...['org.codelibs.opensearch.runner.OpenSearchRunner', '-basePath', 'home', '-confPath', 'conf'],
      ...['-numOfNode', '1', '-clusterName', 'by-hand'],
    ),
    java(
      ...['-cp', engines.gremlin.join(delimiter)],
      ...['org.apache.tinkerpop.gremlin.server.GremlinServer', 'gremlin.yaml'],
    ),
  ] as const
  try {
    await Promise.all([
      says(children[0], /HttpServerTransport.*publish_address/),
      says(children[1], /Channel started at port/),
    ])
    return performance.now() - startedAt
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')))
    await rm(directory, { recursive: true, force: true })
  }
}

/** Resolves when the process has said this; fails where it ends before. */
function says(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (pattern.test(output)) resolve()
      })
    }
    child.once('exit', () => reject(new Error(`It ended: ${output.slice(-1000)}`)))
  })
}
