import { join } from 'node:path'
import { untilAborted } from '../../base/until-aborted.ts'
import type { EngineKind, EngineObservation } from '../../engines/engine.ts'
import { engineNames } from '../../engines/engine-kind.ts'
import { cancelTasks } from '../../engines/opensearch/cancel-tasks.ts'
import { UnexpectedStateError } from '../../errors/errors.ts'
import { CleanupStack } from '../../ledger/cleanup-stack.ts'
import { provision } from '../../resource/provision.ts'
import { systemClock } from '../../wait/clock.ts'
import type { EngineStatus } from '../protocol.ts'
import type { DiskSpace } from './disk-space.ts'
import { engineDiskSpace } from './engine-disk.ts'
import { EngineHealth } from './engine-health.ts'
import type { EngineRequest, EngineUse } from './engine-use.ts'
import { EngineUsers, tellExit } from './engine-users.ts'
import { engineEndedByItself, engineEndedForSpace } from './messages.ts'

/** What an engine gets of its pool. */
interface EngineContext {
  readonly id: string
  /** A folder of the daemon's, where the engine gets one of its own. */
  readonly directory: string
  /** A folder in memory where it gets another one for its data; `undefined` where there is none. */
  readonly dataFolder: () => Promise<string | undefined>
  /** Aborted when the daemon ends. */
  readonly ending: AbortSignal
  /** Called when it has been removed. */
  readonly onRemoved: () => void
}

/** How long an engine may take to disappear, in milliseconds. */
const DESTROY_TIMEOUT_MS = 30_000

/** How many graphs an engine has at least: one for each worker of a run, and one for the run itself. */
const LEAST_GRAPHS = 32

/** An engine that runs share, from its start until it is removed. */
export class PooledEngine {
  readonly #request: EngineRequest
  readonly #context: EngineContext
  readonly #key: string
  readonly #kind: EngineKind
  readonly #directories: string[]
  readonly #ready: Promise<EngineObservation>
  readonly #cleanup = new CleanupStack()
  readonly #users: EngineUsers
  readonly #health: EngineHealth
  /** Where its data is in a folder of this machine. */
  readonly #disk: DiskSpace | undefined
  /** From when on no further run gets it, in milliseconds since the Unix epoch. */
  readonly #servesUntil: number
  #readyAt = 0
  #isRetired = false
  #isRemoved = false
  /** How it ended where no run had asked for that, in sentences. */
  #end: readonly string[] = [engineEndedByItself()]

  /** Starts it; the request is that of the first run that gets it. */
  constructor(request: EngineRequest, context: EngineContext) {
    const { source } = request
    const { service } = source
    const { id } = context
    this.#request = request
    this.#context = context
    this.#key = keyOf(request)
    this.#kind = source.newKind()
    this.#directories = [join(context.directory, id)]
    const graphs = service === 'neptune' ? Math.max(LEAST_GRAPHS, request.graphs) : 0
    this.#users = new EngineUsers(graphs)
    this.#servesUntil = systemClock.now() + (source.servesMs ?? Number.POSITIVE_INFINITY)
    this.#health = new EngineHealth({ service, id, kind: this.#kind, directories: this.#directories })
    this.#ready = this.#start(graphs)
    this.#disk = source.usesDataFolder
      ? engineDiskSpace({
          directories: this.#directories,
          address: async () => (await this.#ready).address,
          owners: () => this.#users.users,
        })
      : undefined
    // The next run that asks gets a new engine, and not the same failure again.
    this.#ready.catch(() => this.#removeQuietly())
  }

  /** Whether no further run gets it. */
  get isRetired(): boolean {
    return this.#isRetired
  }

  /** Whether it can be given to a run that asks for this. */
  suits(request: EngineRequest): boolean {
    return this.#key === keyOf(request) && !this.#isRetired && this.#users.haveGraphs(request.graphs)
  }

  /** Retires it where its time is over. One that nobody uses is removed at once, any other when its last run gives it back. */
  retireAged(now: number): void {
    if (this.#isRetired || now < this.#servesUntil) return
    this.#isRetired = true
    if (this.#users.inUse === 0) this.#removeQuietly()
  }

  /**
   * The use of it by a run, once it is ready; `isNew` where it was started for that. `undefined` where it had been
   * used before and proved to be unfit; it is retired then. Fails as `provision` does, or with the signal's reason.
   */
  async join(request: EngineRequest, isNew: boolean, signal: AbortSignal): Promise<EngineUse | undefined> {
    const { release: giveBack, ...lease } = this.#users.lease(request.user, request.graphs)
    const release = async ({ retire }: { retire: boolean }) => {
      giveBack()
      this.#isRetired ||= retire
      if (this.#users.inUse > 0) return
      if (this.#isRetired) await this.remove()
      else this.#proveIdle()
    }
    try {
      const ready = await untilAborted(this.#ready, signal)
      if (!isNew && !(await untilAborted(this.#health.isHealthy(), signal))) {
        // What is left of it is removed when the daemon ends, and told then.
        await release({ retire: true }).catch(() => {})
        return undefined
      }
      const name = engineNames[this.#request.source.service]
      return {
        ...{ ready, ...lease, release, isNew, readyAt: this.#readyAt },
        traces: { name, pid: ready.pid, directories: this.#directories },
        bring: (file) => this.#kind.bring(file),
        interruptedAt: () => this.#kind.interruptedAt(),
        admitWrite: async (bytes) => request.user && this.#disk?.admit(request.user, bytes),
        shortage: () => this.#disk?.shortage(),
        assertRuns: () => this.#assertRuns(),
      }
    } catch (error) {
      await release({ retire: false })
      throw error
    }
  }

  async status(): Promise<EngineStatus> {
    const { service, version } = this.#request.source
    const seen = await this.#kind.observe(this.#context.id, this.#context.ending)
    return {
      service,
      version,
      state: seen?.state ?? 'absent',
      runs: this.#users.inUse,
      ...(seen?.pid && { pid: seen.pid }),
      ...(seen?.container && { container: seen.container }),
    }
  }

  /** Ends it, also while it starts, and sees it gone. */
  async remove(): Promise<void> {
    this.#isRetired = true
    this.#isRemoved = true
    await this.#ready.catch(() => {})
    await this.#cleanup.run()
    this.#context.onRemoved()
  }

  /** What is left of it is removed when the daemon ends, and told then. */
  #removeQuietly(): void {
    void this.remove().catch(() => {})
  }

  async #start(graphs: number): Promise<EngineObservation> {
    const { source, run, newLogFile, timeoutMs, cacheDirectory, notesClasses, dataInMemory } = this.#request
    const { id, dataFolder, ending } = this.#context
    const inMemory = dataInMemory && source.usesDataFolder ? await dataFolder() : undefined
    if (inMemory) this.#directories.push(join(inMemory, id))
    const [directory = '', dataDirectory] = this.#directories
    const create: EngineKind['create'] = async (...args) => {
      await this.#kind.create(...args)
      this.#request.onLaunch?.()
    }
    const logFile = await newLogFile()
    const seen = await provision({
      kind: { ...this.#kind, create },
      id,
      spec: { directory, logFile, graphs, cacheDirectory, notesClasses, ...(dataDirectory && { dataDirectory }) },
      tags: { run },
      cleanup: this.#cleanup,
      timeoutMs,
      destroyTimeoutMs: DESTROY_TIMEOUT_MS,
      intervalMs: source.intervalMs,
      signal: ending,
    })
    await this.#health.noteFolders()
    this.#readyAt = systemClock.now()
    void this.#kind.ended()?.then(() => this.#onEnd())
    this.#watchDisk()
    return seen
  }

  /** Its last user has gone: it proves that it is fit for the next, or goes too. */
  #proveIdle(): void {
    void this.#ready
      .then(({ address }) => this.#health.prove(address))
      .then((isHealthy) => {
        if (isHealthy) return
        this.#isRetired = true
        if (this.#users.inUse === 0) this.#removeQuietly()
      })
      .catch(() => {})
  }

  /** Its process has ended. Where that was not asked for, nobody gets it any more, and its users are told. */
  #onEnd(): void {
    if (this.#isRemoved) return
    this.#isRetired = true
    this.#end = [...this.#end, tellExit(this.#users.users)]
    if (this.#users.inUse === 0) this.#removeQuietly()
  }

  /** Cancels the tasks that fill the disk in the background, and ends the engine where no space is left. */
  #watchDisk(): void {
    const stop = this.#disk?.watch({
      onLow: (largest) => {
        const mark = this.#users.users.find((each) => each === largest)?.mark
        if (mark === undefined) return
        // It will be tried again in a moment.
        void this.#ready.then(({ address }) => address && cancelTasks(address, mark)).catch(() => {})
      },
      onFull: (largest, culprits) => {
        if (this.#isRemoved) return
        const { users } = this.#users
        this.#end = [engineEndedForSpace(), culprits]
        const gone = this.remove()
        // What is left of it is removed when the daemon ends, and told then.
        gone.catch(() => {})
        for (const user of users) user.onEnd({ culprits, isSuspect: user === largest, gone })
      },
    })
    if (stop) this.#cleanup.push('watch over its disk space', async () => stop())
  }

  async #assertRuns(): Promise<void> {
    const { id } = this.#context
    const seen = await this.#kind.observe(id, new AbortController().signal)
    if (seen?.state === 'ready') return
    throw new UnexpectedStateError([...this.#end, seen?.detail], {
      resource: id,
      state: seen?.state ?? 'absent',
    })
  }
}

/** Engines of the same key can stand in for each other. */
const keyOf = ({ source, dataInMemory }: EngineRequest): string => JSON.stringify([source.key, dataInMemory])
