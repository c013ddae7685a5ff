/** A fact about AWS that ages. Each file of this folder with such facts exports one as `fact`. */
export interface DatedFact {
  /** The subject of the fact: `on-demand prices`. */
  readonly what: string
  /** The day on which the fact was last compared with its source: `2026-03-31`. */
  readonly asOf: string
  /** What to compare it with: an address, or a command. */
  readonly source: string
}

/** The facts that are due for a comparison with their source, a line each; none: all are at most `days` old at `now`. */
export function dueFacts(facts: readonly DatedFact[], days: number, now: Date): readonly string[] {
  return facts.flatMap(({ what, asOf, source }) => {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(asOf) ? Date.parse(asOf) : Number.NaN
    if (Number.isNaN(day) || day > now.getTime()) return [`${what}: '${asOf}' is no day that has been.`]
    const age = Math.floor((now.getTime() - day) / 86_400_000)
    return age > days ? [`${what}: ${age} days old, as of ${asOf}. Compare with ${source}`] : []
  })
}
