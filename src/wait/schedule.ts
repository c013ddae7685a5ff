/** What a schedule is told before each pause of a wait. */
export interface Moment {
  /** Since the wait began, in milliseconds. */
  readonly elapsedMs: number
  /** How many polls have been taken. */
  readonly polls: number
  /** The last state seen. */
  readonly state: string
}

/** Gives the pause before the next poll, in milliseconds. */
export type Schedule = (moment: Moment) => number

/** The same pause before each poll, in milliseconds. */
export const every =
  (ms: number): Schedule =>
  () =>
    ms

export interface Growing {
  /** The first pause, in milliseconds. */
  readonly fromMs: number
  /** The longest pause, in milliseconds. */
  readonly toMs: number
  /** The factor by which each pause is longer than the one before; default 1.6. */
  readonly factor?: number
}

/** Pauses that grow, for what is usually quick and sometimes slow. */
export const growing =
  ({ fromMs, toMs, factor = 1.6 }: Growing): Schedule =>
  ({ polls }) =>
    Math.min(toMs, fromMs * factor ** (polls - 1))
