/** What a wait says that has seen a state from which its resource does not reach the wanted one. */

interface Unexpected {
  readonly what: string
  readonly state: string
  readonly target: string
  /** Why the resource is in that state, in its own words. */
  readonly detail?: string | undefined
  /** How long it was there before it was absent, in milliseconds; absent for any other state. */
  readonly thereForMs?: number | undefined
  /** What the user can do. */
  readonly wayOut?: string | undefined
}

export const unexpectedState = ({ what, state, target, detail, thereForMs, wayOut }: Unexpected) => [
  `${what} is ${state}, but was expected to become ${target}.`,
  detail,
  thereForMs === undefined ? undefined : `It disappeared after ${thereForMs} ms.`,
  wayOut,
]
