/** The lines of the error when a resource is in a state from which it cannot reach the wanted one. */

interface Unexpected {
  readonly what: string
  readonly state: string
  readonly target: string
  /** Why the resource is in that state, as its service says. */
  readonly detail?: string | undefined
  /** After how many milliseconds the resource disappeared; absent for any other state. */
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
