import { LeakedResourceError, WaitTimeoutError } from '../errors.ts'
import type { Clock } from '../wait/clock.ts'
import { ABSENT, waitForState } from '../wait/wait-for-state.ts'
import type { Observation, ResourceKind } from './resource.ts'

export interface DestroyOptions<Spec, Seen extends Observation> {
  readonly kind: ResourceKind<Spec, Seen>
  readonly id: string
  /** How long the resource may take to disappear, in milliseconds. */
  readonly timeoutMs: number
  readonly intervalMs?: number | undefined
  readonly clock?: Clock | undefined
  readonly signal?: AbortSignal
}

/**
 * Deletes a resource and looks until it is absent. Fails with LeakedResourceError where it is still there in the end.
 */
export async function destroy<Spec, Seen extends Observation>(options: DestroyOptions<Spec, Seen>): Promise<void> {
  const { kind, id, timeoutMs, intervalMs, clock } = options
  const signal = options.signal ?? new AbortController().signal
  await kind.delete(id, signal)
  try {
    await waitForState({
      what: `${kind.name} ${id}`,
      observe: (look) => kind.observe(id, look),
      target: ABSENT,
      pending: 'any',
      timeoutMs,
      ...(intervalMs !== undefined && { intervalMs }),
      ...(clock && { clock }),
      signal,
    })
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    throw new LeakedResourceError(
      [
        `${kind.name} ${id} is still there after it was deleted.`,
        `Last state: ${error.record.lastState}, ${(timeoutMs / 1000).toFixed(0)} s after the request.`,
      ],
      { resource: id, cause: error },
    )
  }
}
