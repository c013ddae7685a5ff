import type { Clock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'
import type { Observation, OwnershipTags, ResourceKind, SharedResourceKind } from './resource.ts'

interface Looked<Kind> {
  readonly kind: Kind
  readonly id: string
  readonly clock?: Clock | undefined
}

/** One look at a resource, repeated where it failed for a passing reason. */
export function lookAt<Spec, Seen extends Observation>(
  at: Looked<ResourceKind<Spec, Seen>>,
  signal: AbortSignal,
): Promise<Seen | undefined> {
  return patiently(at, signal, () => at.kind.observe(at.id, signal))
}

/** Whose a resource is, asked as `lookAt` looks. */
export function ownerOf<Spec, Seen extends Observation>(
  at: Looked<SharedResourceKind<Spec, Seen>>,
  signal: AbortSignal,
): Promise<OwnershipTags | undefined> {
  return patiently(at, signal, () => at.kind.owner(at.id, signal))
}

function patiently<Result>(
  { kind, clock }: Looked<Pick<ResourceKind<never>, 'tolerate'>>,
  signal: AbortSignal,
  look: () => Promise<Result>,
): Promise<Result> {
  return retry(look, {
    isTemporary: (error) => kind.tolerate?.(error) !== undefined,
    baseMs: 500,
    signal,
    ...(clock && { clock }),
  })
}
