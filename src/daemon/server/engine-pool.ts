import { systemClock } from '../../wait/clock.ts'
import { makeDataFolder } from '../data-folder.ts'
import type { EngineStatus } from '../protocol.ts'
import type { EngineRequest, EngineUse } from './engine-use.ts'
import { PooledEngine } from './pooled-engine.ts'

/** The engines of a daemon, which its runs share: one of each kind and version, as long as its graphs suffice. */
export class EnginePool {
  readonly #directory: string
  readonly #engines = new Set<PooledEngine>()
  readonly #ending = new AbortController()
  #lastNumber = 0
  #dataFolder: Promise<string | undefined> | undefined

  /** Each engine gets a folder of its own in `directory`. */
  constructor(directory: string) {
    this.#directory = directory
  }

  /** An engine that is ready, started where there is none yet. Fails as `provision` does, or with the signal's reason. */
  async use(request: EngineRequest, signal: AbortSignal): Promise<EngineUse> {
    for (;;) {
      this.#retireAged()
      const found = [...this.#engines].find((engine) => engine.suits(request))
      if (found) request.onLaunch?.()
      const engine = found ?? this.#start(request)
      // Each that is unfit is retired, so that in the end one is started.
      const use = await engine.join(request, !found, signal)
      if (use) return use
    }
  }

  /** How many engines it has started in all. */
  get started(): number {
    return this.#lastNumber
  }

  /** How many there are that a run may get. */
  get available(): number {
    return [...this.#engines].filter(({ isRetired }) => !isRetired).length
  }

  status(): Promise<EngineStatus[]> {
    return Promise.all([...this.#engines].map((engine) => engine.status()))
  }

  /** Ends every engine, also one that is still starting. */
  async end(): Promise<void> {
    this.#ending.abort(new Error('The daemon is ending.'))
    await Promise.allSettled([...this.#engines].map((engine) => engine.remove()))
  }

  #retireAged(): void {
    const now = systemClock.now()
    for (const engine of this.#engines) engine.retireAged(now)
  }

  #start(request: EngineRequest): PooledEngine {
    const engine: PooledEngine = new PooledEngine(request, {
      id: `${request.source.service}-${++this.#lastNumber}`,
      directory: this.#directory,
      dataFolder: () => {
        this.#dataFolder ??= makeDataFolder(this.#directory)
        return this.#dataFolder
      },
      ending: this.#ending.signal,
      onRemoved: () => this.#engines.delete(engine),
    })
    this.#engines.add(engine)
    return engine
  }
}
