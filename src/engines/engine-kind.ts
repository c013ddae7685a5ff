import { mkdir } from 'node:fs/promises'
import type { Service } from '../base/endpoint.ts'
import type { Engine, EngineKind, EnginePlace } from './engine.ts'

/** The engine behind a service, as messages name it. */
export const engineNames = { opensearch: 'OpenSearch engine', neptune: 'Gremlin engine' } as const satisfies Record<
  Service,
  string
>

/** The engine of a service as a resource. Each kind knows one engine: the one that it has created with `start`. */
export function engineKind(service: Service, start: (place: EnginePlace, run: string) => Promise<Engine>): EngineKind {
  let engine: Engine | undefined
  return {
    name: engineNames[service],
    target: 'ready',
    pending: ['starting'],
    observe: async () => engine?.observe(),
    async create(_id, place, { run }) {
      await mkdir(place.directory, { mode: 0o700 })
      engine = await start(place, run)
    },
    delete: async () => engine?.stop(),
    bring: async (file) => (await engine?.bring?.(file)) ?? { path: file, remove: async () => {} },
    ended: () => engine?.ended?.(),
    interruptedAt: () => engine?.interruptedAt?.(),
  }
}
