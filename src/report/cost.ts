/** What a resource costs while it exists: an estimate, or the type for which there is no price. */
export type Cost =
  | {
      readonly perHourUsd: number
      /** For what grows and shrinks with its load. */
      readonly isAtMost?: boolean
      /** Where the prices are from: `at us-east-1 prices of March 2026`. */
      readonly by: string
    }
  | { readonly unpriced: string }

const HOUR_MS = 60 * 60_000

/** What a length of time in milliseconds costs, in US dollars; `undefined` where there is no price. */
export const costOf = (cost: Cost, ms: number): number | undefined =>
  'unpriced' in cost ? undefined : (cost.perHourUsd * ms) / HOUR_MS
