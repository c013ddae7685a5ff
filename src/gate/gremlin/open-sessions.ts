import { type Clock, systemClock } from '../../wait/clock.ts'

/** A session of the Gremlin protocol, from its first request until its WebSocket closes. */
interface OpenSession {
  readonly worker: number
  /** As its client calls it. */
  readonly id: string
  /** Closes its WebSocket, by which the engine rolls back what was not committed. */
  readonly end: () => void
}

interface Noted extends OpenSession {
  readonly since: number
  isClosing: boolean
}

/** The sessions that workers have open in a graph. */
export class OpenSessions {
  readonly #sessions = new Map<() => void, Noted>()
  readonly #clock: Clock

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** A request in a session; each has a WebSocket, and so an `end`, of its own. */
  use(session: OpenSession): void {
    if (this.#sessions.has(session.end)) return
    this.#sessions.set(session.end, { ...session, since: this.#clock.now(), isClosing: false })
  }

  /** The client has asked for its end. */
  close(end: () => void): void {
    const session = this.#sessions.get(end)
    if (session) session.isClosing = true
  }

  /** Its WebSocket is closed. */
  forget(end: () => void): void {
    this.#sessions.delete(end)
  }

  /** Ends those of a worker, or of all. Returns those that their clients had left open: `session 3f9c… (2 s)`. */
  endAll(worker: number | undefined): readonly string[] {
    const ours = [...this.#sessions.values()].filter((session) => worker === undefined || session.worker === worker)
    for (const { end } of ours) {
      this.#sessions.delete(end)
      end()
    }
    return ours
      .filter(({ isClosing }) => !isClosing)
      .map(({ id, since }) => `session ${id.slice(0, 100)} (${Math.round((this.#clock.now() - since) / 1_000)} s)`)
  }
}
