/** What a resource costs while it is there: an estimate, or the type for which there is no price. */
export type Cost =
  | {
      readonly perHourUsd: number
      /** For what grows and shrinks with its load. */
      readonly isAtMost?: boolean
      /** Where the prices are from: `by us-east-1 prices of March 2026`. */
      readonly by: string
    }
  | { readonly unpriced: string }

const HOUR_MS = 60 * 60_000

/** What an hour costs, in no more digits than are known: `about $0.14 an hour`. */
export function costOfAnHour(cost: Cost): string {
  if ('unpriced' in cost) return `nobody has said here what ${cost.unpriced} costs ('aws.pricesPerHour')`
  const { perHourUsd, isAtMost } = cost
  const shown = perHourUsd < 0.1 ? Number(perHourUsd.toPrecision(2)) : perHourUsd.toFixed(2)
  return `${isAtMost ? 'at most ' : ''}${about(perHourUsd, shown)} an hour`
}

/** What a length of time in milliseconds costs, in US dollars; `undefined` where there is no price. */
export const costOf = (cost: Cost, ms: number): number | undefined =>
  'unpriced' in cost ? undefined : (cost.perHourUsd * ms) / HOUR_MS

/** A sum in whole cents: `about $0.02`. */
export const aboutDollars = (usd: number): string => about(usd, usd.toFixed(2))

const about = (usd: number, shown: number | string) => (usd < 0.01 ? 'less than $0.01' : `about $${shown}`)
