import { LeakedResourceError } from '../errors/errors.ts'
import { ABSENT, waitForState } from '../wait/wait-for-state.ts'
import { WaitTimeoutError } from '../wait/wait-timeout.ts'
import { onlyThisOne } from './assert-unique.ts'
import type { Looks } from './polls.ts'
import { looksAt } from './polls.ts'
import type { Observation, Owner } from './resource.ts'

export interface DestroyOptions<Spec, Seen extends Observation> extends Omit<Looks<Spec, Seen>, 'signal'> {
  /** How long the resource may take to disappear, in milliseconds. */
  readonly timeoutMs: number
  /** The last line of the error for one that stays: how a person removes it. */
  readonly hint?: string | undefined
  /** Whose it has to be: what another run has made is left alone, and is not waited for. */
  readonly owner: Owner
  readonly signal?: AbortSignal
}

/**
 * Deletes a resource, goes on deleting where one request is not enough, and looks until it is absent. Another one that has
 * its name by then is left alone. Resolves to whether it was deleted: false where what has its name is another run's.
 * Fails with LeakedResourceError where it is still there in the end.
 */
export async function destroy<Spec, Seen extends Observation>(options: DestroyOptions<Spec, Seen>): Promise<boolean> {
  const { kind, id, timeoutMs, hint, owner, onLook } = options
  const signal = options.signal ?? new AbortController().signal
  let detail: string | undefined
  const { isAnothers, isAnother } = onlyThisOne(kind, id, owner)
  if (await isAnothers(signal)) return false
  await kind.delete(id, signal, owner)
  const looks: Looks<Spec, Seen> = {
    ...options,
    signal,
    onLook: (look) => {
      detail = look.detail
      onLook?.(look)
    },
  }
  try {
    await waitForState({
      ...looksAt(looks, 'gone', {
        next: (seen, look) => kind.continueDelete?.(id, seen, look, owner),
        isAnother,
      }),
      target: ABSENT,
      pending: 'any',
      inARow: kind.absentLooks,
      timeoutMs,
    })
    return true
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    throw new LeakedResourceError(
      [
        `${kind.name} ${id} is still there after it was deleted.`,
        `Last state: ${error.record.lastState}, ${(timeoutMs / 1000).toFixed(0)} s after the request.${detail ? ` ${detail}` : ''}`,
        hint,
      ],
      { resource: id, cause: error },
    )
  }
}
