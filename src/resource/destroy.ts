import { LeakedResourceError, WaitTimeoutError } from '../errors.ts'
import { ABSENT, waitForState } from '../wait/wait-for-state.ts'
import type { Looks } from './looks.ts'
import { looksAt } from './looks.ts'
import type { Observation } from './resource.ts'

export interface DestroyOptions<Spec, Seen extends Observation> extends Omit<Looks<Spec, Seen>, 'signal'> {
  /** How long the resource may take to disappear, in milliseconds. */
  readonly timeoutMs: number
  /** The last line of the error for one that stays: how a person removes it. */
  readonly hint?: string | undefined
  readonly signal?: AbortSignal
}

/**
 * Deletes a resource and looks until it is absent. Fails with LeakedResourceError where it is still there in the end.
 */
export async function destroy<Spec, Seen extends Observation>(options: DestroyOptions<Spec, Seen>): Promise<void> {
  const { kind, id, timeoutMs, hint } = options
  const signal = options.signal ?? new AbortController().signal
  await kind.delete(id, signal)
  try {
    await waitForState({
      ...looksAt({ ...options, signal }, 'gone'),
      target: ABSENT,
      pending: 'any',
      inARow: kind.absentLooks,
      timeoutMs,
    })
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    throw new LeakedResourceError(
      [
        `${kind.name} ${id} is still there after it was deleted.`,
        `Last state: ${error.record.lastState}, ${(timeoutMs / 1000).toFixed(0)} s after the request.`,
        hint,
      ],
      { resource: id, cause: error },
    )
  }
}
