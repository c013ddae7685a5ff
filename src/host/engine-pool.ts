import { join } from 'node:path'
import { untilAborted } from '../client/until-aborted.ts'
import { UnexpectedStateError } from '../errors.ts'
import { CleanupStack } from '../lifecycle/cleanup-stack.ts'
import type { Service } from '../resource/endpoint.ts'
import { provision } from '../resource/provision.ts'
import type { EngineKind, EngineObservation } from '../standin/engine.ts'
import { engineNames } from '../standin/engine-kind.ts'
import { systemClock } from '../wait/clock.ts'
import { makeDataFolder } from './data-folder.ts'
import type { DataRoom } from './data-room.ts'
import type { EngineUser } from './engine-end.ts'
import { tellEnd, toldUnderWay } from './engine-end.ts'
import { EngineFitness } from './engine-fitness.ts'
import { engineRoom } from './engine-room.ts'
import type { EngineRequest, EngineUse } from './engine-use.ts'
import type { EngineStatus } from './host.ts'

/** How long an engine may take to disappear, in milliseconds. */
const DESTROY_TIMEOUT_MS = 30_000

/** How many graphs an engine has at least: one for each worker of a session, and one for the session itself. */
const LEAST_GRAPHS = 32

interface PooledEngine {
  readonly id: string
  /** Engines of the same key can stand in for each other. */
  readonly key: string
  readonly service: Service
  readonly version: string
  readonly kind: EngineKind
  readonly directories: string[]
  readonly ready: Promise<EngineObservation>
  readyAt: number
  /** From when on no further session gets it, in milliseconds since the Unix epoch. */
  readonly servesUntil: number
  readonly cleanup: CleanupStack
  readonly users: Map<symbol, EngineUser | undefined>
  readonly fitness: EngineFitness
  /** Where its data is in a folder of this machine. */
  readonly room: DataRoom | undefined
  readonly freeGraphs: Set<number>
  isRetired: boolean
  /** How many sessions have been given it. */
  joins: number
  /** Whether it is being removed. */
  isRemoved: boolean
}

/** The engines of a host, which its sessions share: one of each kind and version, as long as its graphs suffice. */
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
      // Each that is unfit is retired, so that in the end one is started.
      const use = await this.#useOne(request, signal)
      if (use) return use
    }
  }

  /** The use of an engine; `undefined` where one that had been used before proved to be unfit. */
  async #useOne(request: EngineRequest, signal: AbortSignal): Promise<EngineUse | undefined> {
    this.#retireAged()
    const found = this.#find(request)
    const engine = found ?? this.#start(request)
    if (found) request.onLaunch?.()
    const user = Symbol(engine.id)
    engine.users.set(user, request.user)
    const joins = ++engine.joins
    const users = engine.users.size
    const graphs = [...engine.freeGraphs].slice(0, request.graphs)
    for (const graph of graphs) engine.freeGraphs.delete(graph)
    const release = async ({ retire }: { retire: boolean }) => {
      engine.users.delete(user)
      for (const graph of graphs) engine.freeGraphs.add(graph)
      engine.isRetired ||= retire
      if (engine.users.size > 0) return
      if (engine.isRetired) await this.#remove(engine)
      else this.#proveIdle(engine)
    }
    try {
      const ready = await untilAborted(engine.ready, signal)
      if (found && !(await untilAborted(engine.fitness.isFit(), signal))) {
        // What is left of it is removed when the host ends, and told then.
        await release({ retire: true }).catch(() => {})
        return undefined
      }
      const traces = { name: engineNames[engine.service], pid: ready.pid, directories: engine.directories }
      return {
        ...{ ready, traces, graphs, release },
        readyAt: engine.readyAt,
        isNew: !found,
        bring: (file) => engine.kind.bring(file),
        isShared: () => engine.users.size > 1,
        wasShared: () => engine.joins > joins || users > 1,
        othersUnderWay: () =>
          known(engine.users)
            .filter((each) => each !== request.user)
            .flatMap(toldUnderWay),
        interruptedAt: () => engine.kind.interruptedAt(),
        admitWrite: async (bytes) => request.user && engine.room?.admit(request.user, bytes),
        assertRuns: () => assertRuns(engine),
      }
    } catch (error) {
      await release({ retire: false })
      throw error
    }
  }

  /** How many engines it has started in all. */
  get started(): number {
    return this.#lastNumber
  }

  /** How many there are that a session may get. */
  get available(): number {
    return [...this.#engines].filter(({ isRetired }) => !isRetired).length
  }

  async status(): Promise<EngineStatus[]> {
    return Promise.all(
      [...this.#engines].map(async ({ service, version, kind, id, users }) => {
        const seen = await kind.observe(id, this.#ending.signal)
        return {
          service,
          version,
          state: seen?.state ?? 'absent',
          sessions: users.size,
          ...(seen?.pid && { pid: seen.pid }),
          ...(seen?.container && { container: seen.container }),
        }
      }),
    )
  }

  /** Ends every engine, also one that is still starting. */
  async end(): Promise<void> {
    this.#ending.abort(new Error('The stand-in host is ending.'))
    await Promise.allSettled([...this.#engines].map((engine) => this.#remove(engine)))
  }

  /** One that nobody uses is removed at once, any other when its last session gives it back. */
  #retireAged(): void {
    const now = systemClock.now()
    for (const engine of this.#engines) {
      if (engine.isRetired || now < engine.servesUntil) continue
      engine.isRetired = true
      // What is left of it is removed when the host ends, and told then.
      if (engine.users.size === 0) void this.#remove(engine).catch(() => {})
    }
  }

  #find(request: EngineRequest): PooledEngine | undefined {
    const key = keyOf(request)
    return [...this.#engines].find(
      (engine) => engine.key === key && !engine.isRetired && engine.freeGraphs.size >= request.graphs,
    )
  }

  #start(request: EngineRequest): PooledEngine {
    const { source } = request
    const { service, version } = source
    const id = `${service}-${++this.#lastNumber}`
    const count = service === 'neptune' ? Math.max(LEAST_GRAPHS, request.graphs) : 0
    const directories = [join(this.#directory, id)]
    const cleanup = new CleanupStack()
    const users: PooledEngine['users'] = new Map()
    const kind = source.newKind()
    const fitness = new EngineFitness({ service, id, kind, directories })
    const ready = this.#provision(request, { id, kind, graphs: count, cleanup, directories }).then(async (seen) => {
      await fitness.noteFolders()
      return seen
    })
    const engine: PooledEngine = {
      ...{ id, service, directories, cleanup, kind, ready, version, key: keyOf(request) },
      users,
      fitness,
      room: source.usesDataFolder
        ? engineRoom({ directories, address: async () => (await ready).address, holders: () => known(users) })
        : undefined,
      freeGraphs: new Set(Array.from({ length: count }, (_, graph) => graph)),
      isRetired: false,
      isRemoved: false,
      joins: 0,
      readyAt: 0,
      servesUntil: systemClock.now() + (source.servesMs ?? Number.POSITIVE_INFINITY),
    }
    this.#engines.add(engine)
    ready.then(
      () => {
        engine.readyAt = systemClock.now()
        void kind.ended()?.then(() => this.#onEnd(engine))
      },
      // Whoever asks next gets a new one, and not the same failure again.
      () => this.#remove(engine).catch(() => {}),
    )
    return engine
  }

  async #provision(
    { source, session, newLogFile, timeoutMs, cacheDirectory, notesClasses, dataInMemory, onLaunch }: EngineRequest,
    {
      id,
      kind,
      graphs,
      cleanup,
      directories,
    }: Pick<PooledEngine, 'id' | 'kind' | 'cleanup' | 'directories'> & { graphs: number },
  ): Promise<EngineObservation> {
    if (dataInMemory && source.usesDataFolder) {
      this.#dataFolder ??= makeDataFolder(this.#directory)
      const folder = await this.#dataFolder
      if (folder) directories.push(join(folder, id))
    }
    const [directory = '', dataDirectory] = directories
    const create: typeof kind.create = async (...args) => {
      await kind.create(...args)
      onLaunch?.()
    }
    return provision({
      kind: { ...kind, create },
      id,
      spec: {
        directory,
        logFile: await newLogFile(),
        graphs,
        cacheDirectory,
        notesClasses,
        ...(dataDirectory && { dataDirectory }),
      },
      tags: { session },
      cleanup,
      timeoutMs,
      destroyTimeoutMs: DESTROY_TIMEOUT_MS,
      intervalMs: source.intervalMs,
      signal: this.#ending.signal,
    })
  }

  /** Its last user has gone: it proves that it is fit for the next, or goes too. */
  #proveIdle(engine: PooledEngine): void {
    void engine.ready
      .then(({ address }) => engine.fitness.prove(address))
      .then(async (isFit) => {
        if (isFit) return
        engine.isRetired = true
        if (engine.users.size === 0) await this.#remove(engine)
      })
      // What is left of it is removed when the host ends, and told then.
      .catch(() => {})
  }

  /** Its process has ended. Where that was not asked for, nobody gets it any more, and its users are told. */
  #onEnd(engine: PooledEngine): void {
    if (engine.isRemoved) return
    engine.isRetired = true
    tellEnd(known(engine.users))
    if (engine.users.size === 0) void this.#remove(engine).catch(() => {})
  }

  async #remove(engine: PooledEngine): Promise<void> {
    engine.isRetired = true
    engine.isRemoved = true
    await engine.ready.catch(() => {})
    await engine.cleanup.run()
    this.#engines.delete(engine)
  }
}

async function assertRuns({ kind, id }: PooledEngine): Promise<void> {
  const seen = await kind.observe(id, new AbortController().signal)
  if (seen?.state === 'ready') return
  throw new UnexpectedStateError(['Its engine ended by itself while the tests ran.', seen?.detail], {
    resource: id,
    state: seen?.state ?? 'absent',
  })
}

const known = (users: PooledEngine['users']) => [...users.values()].filter((user) => user !== undefined)

const keyOf = ({ source, dataInMemory }: EngineRequest): string => JSON.stringify([source.key, dataInMemory])
