import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { askVersion } from '../ask-version.ts'
import type { Engine, EngineSpec } from '../engine.ts'
import type { LaunchedJvm } from '../process/jvm-engine.ts'
import { JvmEngine } from '../process/jvm-engine.ts'
import { gremlinHeap, jvmOptions } from '../process/jvm-options.ts'
import { launch } from '../process/launch.ts'
import { graphProperties, initScript, serverYaml } from './configuration.ts'

/** Starts a Gremlin Server configured like Neptune, with a graph for the run and one for each worker. */
export async function startGremlinEngine(spec: EngineSpec): Promise<Engine> {
  const configuration = join(spec.directory, 'conf')
  await mkdir(configuration)
  await writeFile(join(configuration, 'graph.properties'), graphProperties)
  await writeFile(join(configuration, 'init.groovy'), initScript(spec.graphs))
  return JvmEngine.start({
    spec,
    launch: () => startServer(spec),
    listening: /Channel started at port (\d+)/,
    // Without its script engine the server listens, and rejects every script. So it does on a Java too new for its Groovy.
    cannotServe: /Could not initialize gremlin-groovy GremlinScriptEngine/,
    askVersion: askVersion.neptune,
  })
}

async function startServer(spec: EngineSpec): Promise<LaunchedJvm> {
  // Unlike OpenSearch, this server does not print which port it took for 0.
  await writeFile(
    join(spec.directory, 'conf', 'server.yaml'),
    serverYaml({ host: '127.0.0.1', port: await freePort(), directory: 'conf' }, spec.graphs),
  )
  return launch(spec, {
    engine: 'gremlin',
    options: [
      ...jvmOptions,
      ...gremlinHeap(spec.heapMb),
      // It keeps running when it is out of memory: an array that is too large for the heap fails only its own evaluation, and
      // HeapWatch interrupts other evaluations that fill the heap.
      '-Dheap.watch=gremlin-server-exec-,gremlin-server-session-',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
    ],
    mainClass: 'org.apache.tinkerpop.gremlin.server.GremlinServer',
    args: [join('conf', 'server.yaml')],
  })
}

/**
 * A port on 127.0.0.1 that was free a moment ago, for a server that cannot choose a port and print it. Another process may
 * take it first, which the caller has to handle.
 */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
