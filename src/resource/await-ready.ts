import { ProvisionError } from '../errors/errors.ts'
import { pendingTest, waitForState } from '../wait/wait-for-state.ts'
import type { Looks } from './polls.ts'
import { looksAt } from './polls.ts'
import type { Observation, OwnershipTags } from './resource.ts'

export interface AwaitReady<Spec, Seen extends Observation> extends Looks<Spec, Seen> {
  /** What was asked for, and whose the parts are that can be asked for only now. Default: nothing is, it is only looked at. */
  readonly asked?: { readonly spec: Spec; readonly tags: OwnershipTags }
  /** How long the resource may take to become ready, in milliseconds. */
  readonly timeoutMs: number
  /** Whether it has just been asked for, so that it need not be seen at once. */
  readonly isNew: boolean
  /** The last line of the error for one that takes too long: what becomes of it, and what the user can do. */
  readonly hint?: string
  /** The last line of the error for one in a state from which it does not become ready by itself. */
  readonly wayOut?: string
}

/** Waits until a resource can be used. Fails with what its kind or the wait throws. */
export async function awaitReady<Spec, Seen extends Observation>(ready: AwaitReady<Spec, Seen>): Promise<Seen> {
  const { kind, id, asked, timeoutMs, isNew, hint, wayOut } = ready
  const isPending = pendingTest(kind.pending)
  const seen = await waitForState({
    ...looksAt(ready, 'ready', {
      next: (seen, signal) => asked && kind.continueCreate?.(id, seen, asked.spec, asked.tags, signal),
    }),
    target: kind.target,
    pending: (state) => isPending(state) || (asked !== undefined && (kind.pendingOnRequest?.includes(state) ?? false)),
    absentForMs: isNew ? kind.visibleWithinMs : 0,
    timeoutMs,
    ...(hint !== undefined && { hint }),
    wayOut,
  })
  if (!seen) throw new ProvisionError(`${kind.name} ${id} cannot be awaited as absent.`, { resource: id })
  return seen
}
