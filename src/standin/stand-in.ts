import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Gate, Identity } from '../gate/gate.ts'
import { openGate } from '../gate/open-gate.ts'
import type { Endpoint, Service } from '../resource/endpoint.ts'
import type { Engine, EngineObservation, EngineSpec, StartEngine } from './engine.ts'
import { startGremlinEngine } from './gremlin-engine.ts'
import { startOpenSearchEngine } from './opensearch-engine.ts'

/** What a stand-in is made from; the host adds a private folder. */
export interface StandInSpec {
  readonly service: Service
  readonly engine: Omit<EngineSpec, 'directory'>
  readonly region: string
  /** The gate's port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** Whether all workers are pointed at the run's own graph, and not each at its own. Means nothing to OpenSearch. */
  readonly sharesGraph: boolean
}

/** What one look at a stand-in saw. */
export interface StandInObservation extends EngineObservation {
  /** Where the gate listens. */
  readonly endpoint: Endpoint
}

/** What a stand-in gets from its host. */
export interface StandInSurroundings {
  readonly directory: string
  readonly tls: { readonly certificate: string; readonly key: string; readonly authority: string }
  readonly identify: (accessKeyId: string) => Identity | undefined
  /** Everybody whose key is known; a refusal says whose credentials were mixed up. */
  readonly identities: () => Iterable<Identity>
}

const engines: Record<Service, StartEngine> = { opensearch: startOpenSearchEngine, neptune: startGremlinEngine }

/** What the gate has to know of the engine behind it. */
interface Sight {
  readyAt?: Date
  port?: number | undefined
  version?: string | undefined
}

/** An engine with the gate in front of it. */
export class StandIn {
  readonly #engine: Engine
  readonly #gate: Gate
  readonly #directory: string
  readonly #sight: Sight
  #gone = false

  private constructor(engine: Engine, gate: Gate, directory: string, sight: Sight) {
    this.#engine = engine
    this.#gate = gate
    this.#directory = directory
    this.#sight = sight
  }

  /** Opens the gate and starts the engine, which need not be ready yet. A half-made stand-in is undone. */
  static async start(id: string, spec: StandInSpec, surroundings: StandInSurroundings): Promise<StandIn> {
    const directory = join(surroundings.directory, id)
    const sight: Sight = {}
    const gate = await openGate({
      service: spec.service,
      region: spec.region,
      port: spec.port,
      tls: surroundings.tls,
      identify: surroundings.identify,
      identities: surroundings.identities,
      upstreamPort: () => sight.port,
      graph: {
        traversalSource: (worker) => `g${spec.sharesGraph ? 0 : worker}`,
        status: () =>
          sight.readyAt && sight.version ? { startTime: sight.readyAt, gremlinVersion: sight.version } : undefined,
      },
    })
    try {
      await mkdir(directory, { mode: 0o700 })
      return new StandIn(await engines[spec.service]({ ...spec.engine, directory }), gate, directory, sight)
    } catch (error) {
      await gate.close()
      await rm(directory, { recursive: true, force: true })
      throw error
    }
  }

  /** One look; `undefined` once engine, gate and folder are gone. */
  async observe(): Promise<StandInObservation | undefined> {
    if (this.#gone) return undefined
    const seen: EngineObservation = (await this.#engine.observe()) ?? { state: 'stopping' }
    if (seen.state === 'ready') {
      this.#sight.readyAt ??= new Date()
      this.#sight.port = seen.port
      this.#sight.version = seen.version
    }
    return { ...seen, endpoint: this.#gate.endpoint }
  }

  /** Closes the gate, ends the engine, removes its folder. */
  async stop(): Promise<void> {
    await this.#gate.close()
    await this.#engine.stop()
    await rm(this.#directory, { recursive: true, force: true })
    this.#gone = true
  }
}
