import { LeakedResourceError, WaitTimeoutError } from '../errors/errors.ts'
import { ABSENT, waitForState } from '../wait/wait-for-state.ts'
import * as messages from './messages.ts'
import { assertOwner, isSameOwner } from './ownership-tag.ts'
import type { Polls } from './poll-resource.ts'
import { pollsOf } from './poll-resource.ts'
import type { Observation, Owner, ResourceKind } from './resource.ts'

export interface DestroyOptions<Spec, Seen extends Observation> extends Omit<Polls<Spec, Seen>, 'signal'> {
  /** How long the resource may take to disappear, in milliseconds. */
  readonly timeoutMs: number
  /** The last line of the error for one that stays: how a person removes it. */
  readonly hint?: string | undefined
  /** The owner that the resource must have. One of another run is left alone, and the destruction does not wait for it. */
  readonly owner: Owner
  readonly signal?: AbortSignal
}

/**
 * Deletes a resource, with several requests where one is not enough, and polls until it is absent. A new resource that has taken
 * its name is left alone. Resolves to whether the resource was deleted; false where the one of that name is another run's.
 * Fails with a LeakedResourceError where it is still there in the end.
 */
export async function destroy<Spec, Seen extends Observation>(options: DestroyOptions<Spec, Seen>): Promise<boolean> {
  const { kind, id, timeoutMs, hint, owner, onPoll } = options
  const signal = options.signal ?? new AbortController().signal
  let detail: string | undefined
  const { isAnothers, isAnother } = onlyThisOne(kind, id, owner)
  if (await isAnothers(signal)) return false
  await kind.delete(id, signal, owner)
  const polls: Polls<Spec, Seen> = {
    ...options,
    signal,
    onPoll: (poll) => {
      detail = poll.detail
      onPoll?.(poll)
    },
  }
  try {
    await waitForState({
      ...pollsOf(polls, 'gone', {
        next: (seen, pollSignal) => kind.continueDelete?.(id, seen, pollSignal, owner),
        isAnother,
      }),
      target: ABSENT,
      pending: 'any',
      inARow: kind.absentPolls,
      timeoutMs,
    })
    return true
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    const seen = { state: error.record.lastState, detail, timeoutMs }
    throw new LeakedResourceError(messages.stillThere(`${kind.name} ${id}`, seen, hint), { resource: id, cause: error })
  }
}

/**
 * Distinguishes the resource to remove from others of its name: one that its tag gives to another owner, and one that was made
 * after the first was gone. Call it for each observed resource, in order. Fails with a TypeError without an owner.
 */
function onlyThisOne<Spec, Seen extends Observation>(kind: ResourceKind<Spec, Seen>, id: string, owner: Owner) {
  assertOwner(owner)
  let identity: string | undefined
  let isOurs = false

  /** Whether it has another run's tags. A resource without tags, or that is not visible yet, is read again. */
  async function isAnothers(signal: AbortSignal): Promise<boolean> {
    if (isOurs) return false
    const found = await kind.owner?.(id, signal)
    isOurs ||= found !== undefined && isSameOwner(found, owner)
    return found !== undefined && !isOurs
  }

  return {
    isAnothers,
    async isAnother(seen: Seen, signal: AbortSignal): Promise<boolean> {
      // A resource that no longer tells its id may be another one by now.
      if (seen.identity === undefined && identity !== undefined) isOurs = false
      identity ??= seen.identity
      return (seen.identity !== undefined && seen.identity !== identity) || (await isAnothers(signal))
    },
  }
}
