import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { NeptuneConnection, NeptuneStatus } from '../../src/clients/gremlin/client.ts'
import type { GremlinDriver } from '../../src/clients/gremlin/driver.ts'
import { traversalSource } from '../../src/clients/gremlin/source.ts'
import type { DatasetGraph } from '../../src/dataset/dataset.ts'
import type { GraphContents } from '../../src/isolation/graph/restore-graph.ts'
import { GraphPartition } from '../../src/isolation/partition/graph-partition.ts'
import { PARTITION_KEY } from '../../src/isolation/partition/partition.ts'
import { writeGraph } from '../dataset/write-graph.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

/** The partition of what is laid to be shared. */
export const SHARED = 'dataset'

export const defaultDriver: GremlinDriver = {
  module: createRequire(import.meta.url)('gremlin') as GremlinDriver['module'],
  version: '3.7.4',
}

/** A Gremlin engine with connections to its graphs, and datasets laid where it can read them. */
export interface PartitionGraphs {
  connect(graph: string, driver?: GremlinDriver): NeptuneConnection
  lay(graph: DatasetGraph, name: string, isShared: boolean): Promise<GraphContents>
  partition(graph: string, own: string, options?: { hasDataset?: boolean; driver?: GremlinDriver }): GraphPartition
}

/** Starts an engine before the tests of a file, and ends it after them. Called at the file's top. */
export function graphsOfFile(): PartitionGraphs {
  let folder: string
  let engine: RunningEngine
  const connections: NeptuneConnection[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vaf-partitions-'))
    engine = await startEngine('gremlin')
  })
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()))
    await engine?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const connect = (graph: string, driver = defaultDriver): NeptuneConnection => {
    const url = `ws://127.0.0.1:${engine.port}/gremlin`
    const options = { traversalSource: graph, headers: engine.headers }
    const remote = new driver.module.driver.DriverRemoteConnection(url, options)
    const client = new driver.module.driver.Client(url, options)
    const connection: NeptuneConnection = {
      g: traversalSource(driver, remote, async () => 'none'),
      client,
      endpoint: { service: 'neptune', url, region: 'us-east-1', signingHost: '127.0.0.1', ca: '' },
      // An engine without a gate has no status; only its version is asked for.
      status: async () => ({ gremlin: { version: engine.version } }) as NeptuneStatus,
      close: async () => void (await Promise.all([remote.close(), client.close()])),
    }
    connections.push(connection)
    return connection
  }
  return {
    connect,
    async lay(graph, name, isShared) {
      const file = join(folder, `${name}.json`)
      await writeGraph(graph, file, isShared ? { [PARTITION_KEY]: SHARED } : {})
      return { file, vertexCount: graph.vertices.length, edgeCount: graph.edges.length }
    },
    partition(graph, own, { hasDataset = true, driver = defaultDriver } = {}) {
      const connection = connect(graph, driver)
      return new GraphPartition({
        connection,
        cleaner: connection.g,
        driver,
        own,
        ...(hasDataset && { dataset: SHARED }),
      })
    },
  }
}
