import type { Service } from '../../base/endpoint.ts'
import { plainText } from '../../base/plain-text.ts'
import { runIdOf } from '../../base/run-id.ts'
import { emptyGraphs } from '../../engines/gremlin/graphs.ts'
import { newLogFile } from '../../engines/process/log.ts'
import type { Certificate } from '../../gate/certificate.ts'
import type { PluginWrite } from '../../gate/changes/plugin-writes.ts'
import type { Gate } from '../../gate/gate.ts'
import type { Reporter } from '../../report/events.ts'
import type { Turns } from '../../wait/turns.ts'
import type { EnginePool } from './engine-pool.ts'
import type { EngineUse } from './engine-use.ts'
import type { Restore } from './run-engine.ts'
import { RunEngine } from './run-engine.ts'
import { openStandInGate, type StandInParts } from './stand-in-gate.ts'

/** What a run gets from its daemon. */
export interface DaemonResources {
  /** The daemon's folder. */
  readonly directory: string
  readonly pool: EnginePool
  /** Whether the engines outlive the run, so that what it made in them has to be removed one by one. */
  readonly isReused: boolean
  /** Whose turn it is to load a dataset: side by side, many loads would each take longer than a request may. */
  readonly loads: Turns
  /** What every gate of this daemon serves. */
  readonly certificate: () => Promise<Certificate>
}

export interface RunStandInOptions extends StandInParts {
  readonly daemon: DaemonResources
  /** Told what happens to the engine while the tests run. */
  readonly report: Reporter
  /** Aborted when the run ends. */
  readonly signal: AbortSignal
}

/** How much of a project's path other runs are shown, in characters. */
const MOST_PATH = 300

const names = { opensearch: 'OpenSearch stand-in', neptune: 'Neptune stand-in' } as const satisfies Record<
  Service,
  string
>

/** What is removed of a stand-in whose engine stays. */
const partsOfRun = {
  opensearch: 'gate of the OpenSearch stand-in,',
  neptune: 'graphs and gate of the Neptune stand-in,',
} as const satisfies Record<Service, string>

/** A run's stand-in for a service: a gate of its own in front of an engine that it may share. */
export class RunStandIn {
  readonly #parts: RunStandInOptions
  readonly #engine: RunEngine
  #gate: Gate | undefined
  #isUnsettled = false

  constructor(parts: RunStandInOptions) {
    const { source, id, options, identities, daemon, report, signal } = parts
    const { service } = source
    const { cacheDirectory } = options
    this.#parts = parts
    this.#engine = new RunEngine({
      pool: daemon.pool,
      request: {
        source,
        run: id,
        newLogFile: () => newLogFile({ cacheDirectory, otherwise: daemon.directory, run: id, what: service }),
        graphs: service === 'neptune' ? identities.length : 0,
        timeoutMs: options.startTimeoutMs,
        cacheDirectory,
        dataInMemory: options.dataInMemory,
        // A private daemon ends with its run, and nobody would make an archive of them.
        notesClasses: daemon.isReused,
      },
      user: {
        who: `the run in ${plainText(options.root, MOST_PATH)}`,
        underWay: () => this.#gate?.underWay() ?? [],
        mark: `${id}-`,
        canHaveMade: (index) => this.#canHold(index),
      },
      onReplace: (message, replaced) => this.#gate?.replaceEngine(message, replaced),
      ...{ report, signal },
    })
  }

  /** As a person names it: `OpenSearch stand-in`. */
  get name(): string {
    return names[this.#parts.source.service]
  }

  /** What `close` removes, as a person names it. */
  get removed(): string {
    const { source, id, daemon } = this.#parts
    const { service } = source
    return `${(daemon.isReused ? partsOfRun : names)[service]} ${id}`
  }

  get use(): EngineUse | undefined {
    return this.#engine.use
  }

  get gate(): Gate | undefined {
    return this.#gate
  }

  /**
   * Starts the engine, and while it does, opens the gate and does what else is to be done `meanwhile`. Only then, for
   * both keep this process busy, and nothing may delay the engine's start. What fails does not wait for the engine.
   */
  async start<Result>(signal: AbortSignal, meanwhile: () => Promise<Result>) {
    const failed = new AbortController()
    let onLaunch = () => {}
    const launched = new Promise<void>((resolve) => {
      onLaunch = resolve
    })
    const starting = this.#engine.start(AbortSignal.any([signal, failed.signal]), () => onLaunch())
    try {
      await Promise.race([launched, starting])
      const [gate, result] = await Promise.all([this.#openGate(), meanwhile()])
      return { gate, meanwhile: result, use: await starting }
    } catch (error) {
      failed.abort(error)
      await starting.catch(() => {})
      throw error
    }
  }

  /** As the engine's: without it the engine is not replaced. */
  replaceBy(restore: Restore): void {
    this.#engine.replaceBy(restore)
  }

  /** As the engine's. */
  replaced(): Promise<void> {
    return this.#engine.replaced()
  }

  /** As the gate's. */
  pluginWrites(): readonly PluginWrite[] {
    return this.#gate?.pluginWrites() ?? []
  }

  /** Whether this run may have left a thing of this name: it was alone with the engine, or asked for such a thing. */
  canHaveMade(name: string): boolean {
    return !this.use?.wasShared() || (this.#gate?.canHaveMade(name) ?? true)
  }

  /** As the gate's. */
  makersOf(name: string, createdAt?: number): readonly string[] {
    return this.#gate?.makersOf(name, createdAt) ?? []
  }

  /** Whether an index may be this run's: it has the run's prefix, or it has no run's, and may have been made here. */
  #canHold(index: string): boolean {
    if (index.includes(`${this.#parts.id}-`)) return true
    return !runIdOf(index) && this.canHaveMade(index)
  }

  /** The graphs of workers that held the dataset and nothing else, by their numbers in an engine. */
  unchangedGraphs({ graphs }: EngineUse): readonly number[] {
    return graphs.filter((_, worker) => worker > 0 && this.#gate?.hasChanged(worker) === false)
  }

  async #openGate(): Promise<Gate> {
    this.#gate = await openStandInGate(this.#parts, await this.#parts.daemon.certificate(), () => this.use)
    return this.#gate
  }

  /**
   * Waits until the engine has done with all that the run's clients have asked it to change. Returns what takes too
   * long; the engine is given to nobody any more then.
   */
  async settle(): Promise<readonly string[]> {
    const underWay = (await this.#gate?.settle()) ?? []
    this.#isUnsettled = underWay.length > 0
    return underWay
  }

  /** Fails where the engine has ended, and none has taken its place. With `isFit` false the engine is given to nobody any more. */
  async close({ isFit }: { readonly isFit: boolean }): Promise<void> {
    const { use, failure } = await this.#engine.stopReplacing()
    await this.#gate?.close()
    let isClean = false
    try {
      if (failure !== undefined) throw failure
      await use?.assertRuns()
      if (use && this.#parts.daemon.isReused) await this.#emptyGraphs(use)
      isClean = true
    } finally {
      await use?.release({ retire: !isFit || !isClean || this.#isUnsettled })
    }
  }

  /** How many requests of tests its gate has rejected. */
  get rejected(): number {
    return this.#gate?.rejected() ?? 0
  }

  async #emptyGraphs(use: EngineUse): Promise<void> {
    const { address } = use.ready
    if (address) await emptyGraphs(address, this.#usedGraphs(use))
  }

  /**
   * The graphs that may hold something. Without a dataset, a graph of which its worker has said that it is empty, and of
   * which the gate has seen no change since, has been counted already.
   */
  #usedGraphs({ graphs }: EngineUse): readonly number[] {
    const { isolation, neptune } = this.#parts.options
    if (isolation === 'partition' || neptune?.dataset !== undefined) return graphs
    return graphs.filter((_, worker) => this.#gate?.hasChanged(worker) ?? true)
  }
}
