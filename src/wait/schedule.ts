/** What a schedule is asked before each pause of a wait. */
export interface Moment {
  /** Since the wait began, in milliseconds. */
  readonly elapsedMs: number
  /** How many looks have been taken. */
  readonly looks: number
  /** The last state seen. */
  readonly state: string
}

/** When to look again: the pause before the next look, in milliseconds. */
export type Schedule = (moment: Moment) => number

/** The same pause before each look, in milliseconds. */
export const every =
  (ms: number): Schedule =>
  () =>
    ms
