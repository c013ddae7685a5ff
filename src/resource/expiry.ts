import { toIsoTime } from '../wait/clock.ts'
import type { OwnershipTags } from './resource.ts'

/** How far the clocks of two machines may be apart, in milliseconds: AWS refuses requests of one that is further out. */
export const CLOCKS_APART_MS = 10 * 60_000

/** When what is made or held now counts as expired, to the second. */
export const expiryIn = (ms: number, now: number): string => toIsoTime(now + ms).replace(/\.\d+/, '')

/** How long it still counts as unexpired, in milliseconds; where it never expires, or nobody can read when, for ever. */
export function leftOf({ expires }: Pick<OwnershipTags, 'expires'>, now: number): number {
  const at = expires === undefined ? Number.NaN : Date.parse(expires)
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at - now
}

/** Whether it has expired by every clock: its holder's too, who renews it long before. */
export const hasExpired = (tags: Pick<OwnershipTags, 'expires'>, now: number): boolean =>
  leftOf(tags, now) < -CLOCKS_APART_MS
