import type { Observation } from '../wait/wait-for-state.ts'

export type { Observation } from '../wait/wait-for-state.ts'

/** Who a resource belongs to, recorded on the resource itself so that a later run can recognise it. */
export interface OwnershipTags {
  /** The session that made it. */
  readonly session: string
}

/**
 * One kind of resource: how to look at it, make it and remove it. Waiting, retrying and cleanup are not its business.
 * Every target implements this one contract, so one provision, one destroy, one verification and one report serve all.
 */
export interface ResourceKind<Spec, Seen extends Observation = Observation> {
  /** As a person names it: `OpenSearch engine`. */
  readonly name: string
  /** The state in which the resource can be used. */
  readonly target: string
  /** States in which waiting for the target goes on. */
  readonly pending: readonly string[]
  /** One look; `undefined`: absent. */
  observe(id: string, signal: AbortSignal): Promise<Seen | undefined>
  /** Asks for the resource and returns; it need not be ready yet. */
  create(id: string, spec: Spec, tags: OwnershipTags, signal: AbortSignal): Promise<void>
  /** Asks for its removal and returns; it need not be gone yet. Succeeds where it is absent already. */
  delete(id: string, signal: AbortSignal): Promise<void>
}
