import { messageOf } from '../errors/errors.ts'
import { systemClock } from '../wait/clock.ts'
import { sleep } from '../wait/sleep.ts'
import { expiryIn, leftOf } from './expiry.ts'
import type { Observation, OwnershipTags } from './resource.ts'
import { isSameOwner } from './same-owner.ts'
import type { Tracked } from './tracked-resource.ts'
import { nameOf } from './tracked-resource.ts'

/** The longest pause between two looks at a tag, in milliseconds: timers cannot be set for months. */
const LONGEST_PAUSE_MS = 12 * 60 * 60_000

/**
 * Keeps a resource from counting as expired for as long as this run holds it: its tag is looked at each third of the time
 * that it is good for, and written anew where less than two thirds are left. Whose it is stays as it is; what is gone, or
 * another's by then, is not touched again. A failure is told once, and tried again the next time. `owner` is what its tag
 * says now.
 *
 * Ends when the cleanup begins, or the run is interrupted; the resource's own cleanup waits for it.
 */
export function renewExpiry<Spec, Seen extends Observation>(tracked: Tracked<Spec, Seen>, owner: OwnershipTags): void {
  const { ttlMs, until, signal, cleanup } = tracked
  if (ttlMs === undefined) return
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal, ...(until ? [until] : [])])
  // Registered before it begins: what is to be deleted must not be tagged meanwhile.
  let renewing = Promise.resolve()
  cleanup.push(`expiry of ${nameOf(tracked)}`, async () => {
    ended.abort()
    await renewing
    return []
  })
  renewing = renewUntil(stop, tracked, owner, ttlMs)
}

/** Never fails: nobody waits for it before the cleanup. */
async function renewUntil<Spec, Seen extends Observation>(
  stop: AbortSignal,
  tracked: Tracked<Spec, Seen>,
  found: OwnershipTags,
  ttlMs: number,
): Promise<void> {
  const { kind, id, report, clock = systemClock } = tracked
  let owner: OwnershipTags | undefined = found
  let isTold = false
  while (!stop.aborted) {
    try {
      owner ??= await kind.owner(id, stop)
      if (!owner || !isSameOwner(owner, found)) return
      const expires = expiryIn(ttlMs, clock.now())
      if (leftOf(owner, clock.now()) <= (2 * ttlMs) / 3) await kind.retag(id, { ...owner, expires }, stop)
    } catch (error) {
      if (stop.aborted) return
      if (!isTold) report({ type: 'warning', message: notRenewed(nameOf(tracked), error) })
      isTold = true
    }
    // It ends early only because the run does.
    await sleep(Math.min(ttlMs / 3, LONGEST_PAUSE_MS), stop, clock).catch(() => {})
    owner = undefined
  }
}

function notRenewed(what: string, error: unknown): string {
  return [
    `${what}: when it expires could not be written anew. It is tried again.`,
    `   Last seen: ${messageOf(error).split('\n').slice(0, 2).join(' ')}`,
  ].join('\n')
}
