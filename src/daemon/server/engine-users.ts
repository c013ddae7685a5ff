import type { DataOwner } from './disk-usage.ts'
import { unansweredRequests } from './messages.ts'

/** What a run does with an engine, as told when the engine ends. */
export interface EngineUser extends DataOwner {
  /** What the marks start with that its gate gives to requests, by which an engine tells its tasks. */
  readonly mark: string
  /** A few of its requests that the engine has not answered, a line each: `worker 2: POST /gremlin`. */
  underWay(): readonly string[]
  /** Told once, where the engine ends by itself. */
  onEnd(end: EngineExit): void
}

/** How an engine that runs share ended. */
export interface EngineExit {
  /** Who may have ended it, in a sentence. */
  readonly culprits: string
  /** Whether this run is one of them, as far as is known: those that had asked something, where others had not. */
  readonly isSuspect: boolean
  /** Settled when nothing of it is left that another one would be short of; default there is nothing. */
  readonly gone?: Promise<unknown>
}

/** The requests of a run that an engine has not answered, as they are told to others; none is told where there is none. */
function toldUnderWay(user: EngineUser): readonly string[] {
  const requests = user.underWay()
  return requests.length > 0 ? [`${requests.join('; ')} (${user.who})`] : []
}

/**
 * Tells all runs that used an engine how it ended. One that used it alone is suspect, whatever it did. Returns who
 * may have ended it, as they were told.
 */
export function tellExit(users: readonly EngineUser[]): string {
  const seen = users.map((user) => ({ user, told: toldUnderWay(user) }))
  const busy = seen.flatMap(({ told }) => told)
  const culprits = unansweredRequests(busy)
  const isTold = users.length === 1 || busy.length < users.length
  for (const { user, told } of seen) {
    user.onEnd({ culprits, isSuspect: users.length === 1 || (isTold && told.length > 0) })
  }
  return culprits
}

/** What one run has of an engine. */
interface EngineLease {
  /** The graphs that are its alone, by number. */
  readonly graphs: readonly number[]
  /** Whether other runs have places now. */
  isShared(): boolean
  /** Whether others have had places since it got its own. */
  wasShared(): boolean
  /** As `EngineUse.othersUnderWay`. */
  othersUnderWay(): readonly string[] | undefined
  /** Gives it back. */
  release(): void
}

/** The runs that use an engine, and the graphs that it has for them. */
export class EngineUsers {
  readonly #users = new Map<symbol, EngineUser | undefined>()
  readonly #freeGraphs: Set<number>
  /** How many have been taken in all. */
  #taken = 0

  /** `graphs`: how many there are. */
  constructor(graphs: number) {
    this.#freeGraphs = new Set(Array.from({ length: graphs }, (_, graph) => graph))
  }

  /** How many runs use the engine. */
  get inUse(): number {
    return this.#users.size
  }

  /** Those runs that said who they are. */
  get users(): readonly EngineUser[] {
    return [...this.#users.values()].filter((user) => user !== undefined)
  }

  /** Whether there are so many graphs for one more. */
  haveGraphs(count: number): boolean {
    return this.#freeGraphs.size >= count
  }

  /** There have to be so many graphs. */
  lease(user: EngineUser | undefined, count: number): EngineLease {
    const key = Symbol(user?.who)
    this.#users.set(key, user)
    const taken = ++this.#taken
    const isFirst = this.#users.size === 1
    const graphs = [...this.#freeGraphs].slice(0, count)
    for (const graph of graphs) this.#freeGraphs.delete(graph)
    return {
      graphs,
      isShared: () => this.#users.size > 1,
      wasShared: () => this.#taken > taken || !isFirst,
      othersUnderWay: () => {
        const others = this.users.filter((each) => each !== user)
        return others.length > 0 ? others.flatMap(toldUnderWay) : undefined
      },
      release: () => {
        this.#users.delete(key)
        for (const graph of graphs) this.#freeGraphs.add(graph)
      },
    }
  }
}
