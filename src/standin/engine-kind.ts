import { mkdir } from 'node:fs/promises'
import type { Service } from '../resource/endpoint.ts'
import type { ResourceKind } from '../resource/resource.ts'
import type { Engine, EngineObservation, EngineSpec, StartEngine } from './engine.ts'
import { startGremlinEngine } from './gremlin-engine.ts'
import { startOpenSearchEngine } from './opensearch-engine.ts'

const starts: Readonly<Record<Service, StartEngine>> = {
  opensearch: startOpenSearchEngine,
  neptune: startGremlinEngine,
}

/** The engine behind a service, as a person names it. */
export const engineNames = { opensearch: 'OpenSearch engine', neptune: 'Gremlin engine' } as const satisfies Record<
  Service,
  string
>

/** The engine of a service as a resource. One kind object knows one engine. */
export function engineKind(service: Service): ResourceKind<EngineSpec, EngineObservation> {
  let engine: Engine | undefined
  return {
    name: engineNames[service],
    target: 'ready',
    pending: ['starting'],
    observe: async () => engine?.observe(),
    async create(_id, spec) {
      await mkdir(spec.directory, { mode: 0o700 })
      engine = await starts[service](spec)
    },
    delete: async () => engine?.stop(),
  }
}
