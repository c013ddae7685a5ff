import type { ServerResponse } from 'node:http'
import type { Service } from '../base/endpoint.ts'
import type { WireRequest } from '../sigv4/canonical-request.ts'
import type { Clock } from '../wait/clock.ts'
import type { Remembered } from './changes/own-requests.ts'
import type { AdmitWrite, Identity, SharedEngine } from './gate.ts'
import type { MemoryLimit } from './gremlin/memory-limit.ts'
import type { GateLimits } from './limits.ts'
import type { ReceivedBody } from './receive/body.ts'
import type { BodyBudget } from './receive/body-storage.ts'
import type { UnauthenticatedConnections } from './receive/unauthenticated-connections.ts'
import type { Rejection } from './rejection.ts'
import type { RelayHook } from './relay/relay-hook.ts'
import type { Upstream } from './relay/upstream.ts'
import type { SearchShare, SharedSearch } from './rules/search-share.ts'
import type { ForwardPlan, ServiceRules } from './rules/service-rules.ts'
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

/** An HTTP request whose signature is good, on its way through the stages of a gate. */
export interface Exchange {
  readonly context: GateContext
  /** Whose request it is. */
  readonly identity: Identity
  readonly worker: number
  /** The request as it came from the client, its signature included. */
  readonly request: WireRequest
  readonly body: ReceivedBody
  readonly response: ServerResponse
  /** Answers with a rejection, and notes it. */
  readonly reject: (rejection: Rejection) => void
  /** Whether the plan is in the physical names of a view, whatever the request says. Default false. */
  readonly isTranslated?: boolean
  /** Whether it is a worker's own request beside those of its tests, in physical names: it is no change of theirs. Default false. */
  readonly isPhysical?: boolean
  /** What marks its tasks in the engine where it is of a view; default: the worker's mark. */
  readonly mark?: string
  /** What goes on. Before the rules have planned it, that is the request as it came, which may change something. */
  readonly plan: ForwardPlan
  /** What the rules have read of the body; empty before that, and where they read none. */
  readonly read: Buffer
  /** What stages do with the request as it goes on, and with its answer; those of outer stages first. */
  readonly hooks: readonly RelayHook[]
  /** Whether the engine that the request is meant for has ended. */
  readonly hasEnded: () => boolean
  /** The search that it is, where other runs use the engine. */
  readonly search: SharedSearch | undefined
}

/** Hands an exchange to the next stage. Resolves when the request has been answered; fails where it has not been. */
export type Next = (exchange: Exchange) => Promise<void>

/**
 * One step of a request's way through a gate. A stage answers the request, or it hands the exchange to the next stage,
 * changed where it has to be: with another plan, or with one more hook. It may do so again after a failure. What it holds
 * for the request it gives back when the next stage has ended.
 */
export type Stage = (exchange: Exchange, next: Next) => Promise<void>

/** The exchange with a hook behind those of the stages before. */
export const withHook = (exchange: Exchange, hook: RelayHook): Exchange => ({
  ...exchange,
  hooks: [...exchange.hooks, hook],
})
