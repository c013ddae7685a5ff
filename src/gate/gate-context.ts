import type { Service } from '../base/endpoint.ts'
import type { WireRequest } from '../sigv4/canonical-request.ts'
import type { Clock } from '../wait/clock.ts'
import type { Remembered } from './changes/own-requests.ts'
import type { AdmitWrite, SharedEngine } from './gate.ts'
import type { MemoryLimit } from './gremlin/memory-limit.ts'
import type { GateLimits } from './limits.ts'
import type { BodyBudget } from './receive/body-storage.ts'
import type { UnauthenticatedConnections } from './receive/unauthenticated-connections.ts'
import type { Upstream } from './relay/upstream.ts'
import type { SearchShare } from './rules/search-share.ts'
import type { ServiceRules } from './rules/service-rules.ts'
import type { Rejected, Verdict } from './verify/sigv4-verifier.ts'

/** What every request of a gate is served with. */
export interface GateContext extends Remembered {
  readonly service: Service
  readonly rules: ServiceRules
  readonly verify: (request: WireRequest) => Verdict
  /** Why a request is rejected whatever its body is. */
  readonly headRejection: (request: WireRequest) => Rejected | undefined
  readonly unauthenticated: UnauthenticatedConnections
  /** As of `GateOptions`. */
  readonly markOf: ((worker: number) => string) | undefined
  readonly bodies: BodyBudget
  readonly limits: GateLimits
  readonly upstream: Upstream
  readonly clock: Clock
  /** What is said of queries that use up the engine's memory; only for Neptune. */
  readonly memory?: MemoryLimit | undefined
  readonly admitWrite?: AdmitWrite | undefined
  /** As in the gate's options. */
  readonly shortage?: (() => string | undefined) | undefined
  /** The run's share of what the engine searches with; only for OpenSearch. */
  readonly searches?: SearchShare | undefined
  /** The runs that share the engine; only for OpenSearch. */
  readonly shared?: SharedEngine | undefined
}
