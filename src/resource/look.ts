import type { Clock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'
import type { Observation, ResourceKind } from './resource.ts'

/** One look at a resource, repeated where it failed for a passing reason. */
export function lookAt<Spec, Seen extends Observation>(
  {
    kind,
    id,
    clock,
  }: { readonly kind: ResourceKind<Spec, Seen>; readonly id: string; readonly clock?: Clock | undefined },
  signal: AbortSignal,
): Promise<Seen | undefined> {
  return retry(() => kind.observe(id, signal), {
    isTemporary: (error) => kind.tolerate?.(error) !== undefined,
    baseMs: 500,
    signal,
    ...(clock && { clock }),
  })
}
