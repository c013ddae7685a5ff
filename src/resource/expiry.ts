import { messageOf } from '../errors/errors.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Reporter } from '../report/events.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock, toIsoTime } from '../wait/clock.ts'
import { sleep } from '../wait/sleep.ts'
import * as messages from './messages.ts'
import { isSameOwner } from './ownership-tag.ts'
import type { OwnershipTags, SharedResourceKind } from './resource.ts'

/** How far the clocks of two machines may be apart, in milliseconds. AWS rejects requests from a machine beyond that. */
export const CLOCKS_APART_MS = 10 * 60_000

/** When a resource that is made or held now will count as expired, to the second. */
export const expiryIn = (ms: number, now: number): string => toIsoTime(now + ms).replace(/\.\d+/, '')

/** The time until a resource expires, in milliseconds; infinite where it never expires, or its expiry cannot be read. */
function leftOf({ expires }: Pick<OwnershipTags, 'expires'>, now: number): number {
  const at = expires === undefined ? Number.NaN : Date.parse(expires)
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at - now
}

/** Whether it has expired by every clock, also that of its holder, who would have renewed it long before. */
export const hasExpired = (tags: Pick<OwnershipTags, 'expires'>, now: number): boolean =>
  leftOf(tags, now) < -CLOCKS_APART_MS

/** The longest pause between two reads of a tag, in milliseconds, because timers cannot be set for months. */
const LONGEST_PAUSE_MS = 12 * 60 * 60_000

interface Renewal {
  readonly kind: Pick<SharedResourceKind<never>, 'name' | 'owner' | 'retag'>
  readonly id: string
  readonly cleanup: CleanupStack
  readonly report: Reporter
  readonly clock?: Clock | undefined
  /** How long a tag is valid, in milliseconds. Default: it is not renewed. */
  readonly ttlMs?: number | undefined
  /** Aborted when the cleanup of the run begins. Default: when the cleanup of the resource itself begins. */
  readonly until?: AbortSignal | undefined
  readonly signal: AbortSignal
}

/**
 * Renews the expiry of a resource as long as this run holds it. The tag is read at each third of the time for which it is valid,
 * and written again where less than two thirds are left. Its owner stays the same. A resource that is gone, or that belongs to
 * another owner by then, is not touched again. A failure is reported once, and tried again the next time. `owner` is the tag's
 * present value.
 *
 * The renewal ends when the cleanup begins or the run is interrupted. The cleanup of the resource waits for that.
 */
export function renewExpiry(renewal: Renewal, owner: OwnershipTags): void {
  const { kind, id, ttlMs, until, signal, cleanup } = renewal
  if (ttlMs === undefined) return
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal, ...(until ? [until] : [])])
  // The step is registered before the renewal begins, so that no resource is tagged while it is deleted.
  let renewing = Promise.resolve()
  cleanup.push(`expiry of ${kind.name} ${id}`, async () => {
    ended.abort()
    await renewing
    return []
  })
  renewing = renewUntil(stop, renewal, owner, ttlMs)
}

/** Never fails, because nothing waits for it before the cleanup. */
async function renewUntil(stop: AbortSignal, renewal: Renewal, found: OwnershipTags, ttlMs: number): Promise<void> {
  const { kind, id, report, clock = systemClock } = renewal
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
      if (!isTold) report({ type: 'warning', message: messages.notRenewed(`${kind.name} ${id}`, messageOf(error)) })
      isTold = true
    }
    // An early end only means that the run ends.
    await sleep(Math.min(ttlMs / 3, LONGEST_PAUSE_MS), stop, clock).catch(() => {})
    owner = undefined
  }
}
