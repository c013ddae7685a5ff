import type { Service } from '../base/endpoint.ts'
import type { EngineSource, EngineSpec, StartEngine } from './engine.ts'
import { engineKind } from './engine-kind.ts'
import { startGremlinEngine } from './gremlin/engine.ts'
import { startOpenSearchEngine } from './opensearch/engine.ts'

/** What an engine is started from. */
export type EngineFiles = Pick<EngineSpec, 'version' | 'java' | 'classPath'>

const starts: Readonly<Record<Service, StartEngine>> = {
  opensearch: startOpenSearchEngine,
  neptune: startGremlinEngine,
}

/** Engines as JVM processes of this machine; the heap is in MiB. */
export function jarSource(service: Service, files: EngineFiles, heapMb: number): EngineSource {
  const { version, java, classPath } = files
  return {
    service,
    version,
    key: JSON.stringify([service, version, java, classPath, heapMb]),
    // A graph is in memory anyway.
    usesDataFolder: service === 'opensearch',
    // A poll costs nothing: it reports what the process has printed.
    intervalMs: 25,
    newKind: () => engineKind(service, (place) => starts[service]({ ...files, heapMb, ...place })),
  }
}
