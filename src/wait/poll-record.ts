import { messageOf, type WaitRecord } from '../errors/errors.ts'

/** What the polls of one wait have seen, and how often. */
export class PollRecord {
  readonly #states: Record<string, number> = {}
  readonly #errors: Record<string, number> = {}
  #lastState: string | undefined
  /** The error of the last poll that failed. */
  lastError: unknown
  polls = 0

  /** Notes a poll. Without `isSeen` the poll said nothing about the resource, and `state` is the word to count it under. */
  note(state: string, isSeen: boolean, error?: unknown): void {
    this.polls += 1
    count(this.#states, state)
    if (isSeen) this.#lastState = state
    if (error === undefined) return
    count(this.#errors, nameOf(error))
    this.lastError = error
  }

  toWaitRecord(what: string, target: string, elapsedMs: number, otherwise: string): WaitRecord {
    const lastState = this.#lastState ?? otherwise
    const seen = { what, target, lastState, elapsedMs, attempts: this.polls, seen: this.#states }
    if (this.lastError === undefined) return seen
    return { ...seen, errors: this.#errors, lastError: messageOf(this.lastError) }
  }
}

function count(seen: Record<string, number>, word: string): void {
  seen[word] = (seen[word] ?? 0) + 1
}

/** The word for an error in the record: its name, or its code where the name is generic. */
function nameOf(error: unknown): string {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  return typeof name === 'string' && name !== 'Error' ? name : String(code ?? name ?? 'unknown')
}
