import { type EngineUser, toldUnderWay } from './engine-end.ts'

/** What one run has of an engine. */
export interface EnginePlace {
  /** The graphs that are its alone, by number. */
  readonly graphs: readonly number[]
  /** Whether other runs have places now. */
  isShared(): boolean
  /** Whether others have had places since it got its own. */
  wasShared(): boolean
  /** As `EngineUse.othersUnderWay`. */
  othersUnderWay(): readonly string[] | undefined
  /** Gives it back. */
  leave(): void
}

/** The runs that use an engine, and the graphs that it has for them. */
export class EnginePlaces {
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
  take(user: EngineUser | undefined, count: number): EnginePlace {
    const place = Symbol(user?.who)
    this.#users.set(place, user)
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
      leave: () => {
        this.#users.delete(place)
        for (const graph of graphs) this.#freeGraphs.add(graph)
      },
    }
  }
}
