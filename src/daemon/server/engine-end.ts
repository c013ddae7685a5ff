import type { DataHolder } from './data-shares.ts'

/** What a run does with an engine, as told when the engine ends. */
export interface EngineUser extends DataHolder {
  /** What the marks start with that its gate gives to requests, by which an engine tells its tasks. */
  readonly mark: string
  /** A few of its requests that the engine has not answered, a line each: `worker 2: POST /gremlin`. */
  underWay(): readonly string[]
  /** Told once, where the engine ends by itself. */
  onEnd(end: EngineEnd): void
}

/** How an engine that runs share ended. */
export interface EngineEnd {
  /** Who may have ended it, in a sentence. */
  readonly culprits: string
  /** Whether this run is one of them, as far as is known: those that had asked something, where others had not. */
  readonly isSuspect: boolean
  /** Settled when nothing of it is left that another one would be short of; default there is nothing. */
  readonly gone?: Promise<unknown>
}

/** The requests of a run that an engine has not answered, as they are told to others; none is told where there is none. */
export function toldUnderWay(user: EngineUser): readonly string[] {
  const requests = user.underWay()
  return requests.length > 0 ? [`${requests.join('; ')} (${user.who})`] : []
}

/**
 * Tells all runs that used an engine how it ended. One that used it alone is suspect, whatever it did. Returns who
 * may have ended it, as they were told.
 */
export function tellEnd(users: readonly EngineUser[]): string {
  const seen = users.map((user) => ({ user, told: toldUnderWay(user) }))
  const busy = seen.flatMap(({ told }) => told)
  const culprits = busy.length === 0 ? 'Nothing was under way.' : `Under way was: ${busy.join(', ')}.`
  const isTold = users.length === 1 || busy.length < users.length
  for (const { user, told } of seen) {
    user.onEnd({ culprits, isSuspect: users.length === 1 || (isTold && told.length > 0) })
  }
  return culprits
}
