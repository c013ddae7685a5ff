import type { ResourceKind } from '../resource/resource.ts'
import type { HostConnection } from './host-connection.ts'
import type { StandInObservation, StandInSpec } from './stand-in.ts'

/** A stand-in of the host at the other end of the connection, as a resource. `name`: `OpenSearch stand-in`. */
export function standInKind(name: string, host: HostConnection): ResourceKind<StandInSpec, StandInObservation> {
  return {
    name,
    target: 'ready',
    pending: ['starting'],
    observe: async (id) => (await host.ask('observe', { id })) ?? undefined,
    create: async (id, spec) => void (await host.ask('start', { id, spec })),
    delete: async (id) => void (await host.ask('stop', { id })),
  }
}
