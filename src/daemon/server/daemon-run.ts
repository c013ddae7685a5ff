import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Service, services } from '../../base/endpoint.ts'
import { sideBySide } from '../../base/side-by-side.ts'
import type { StandInOptions } from '../../config/resolve.ts'
import type { ProvidedNeptune, ProvidedOpenSearch } from '../../contracts/provided-run.ts'
import type { RunContext, RunningService } from '../../contracts/run-context.ts'
import { enginesStopped, noteStopped } from '../../contracts/stopped-engines.ts'
import type { EngineSource } from '../../engines/engine.ts'
import { messageOf } from '../../errors/errors.ts'
import { toPlainError } from '../../errors/plain-error.ts'
import type { Identity } from '../../gate/gate.ts'
import { mintCredentials } from '../../gate/mint-credentials.ts'
import { CleanupStack } from '../../ledger/cleanup-stack.ts'
import { readDatasets } from '../../prepare/datasets.ts'
import type { MakersOf } from '../../prepare/remove-run-indices.ts'
import { writeAuthorities } from '../../prepare/write-authorities.ts'
import { thisProcess } from '../../process/process-identity.ts'
import type { Reporter } from '../../report/events.ts'
import { systemClock } from '../../wait/clock.ts'
import { daemonFolderError } from '../daemon-folders.ts'
import type { ClosedRun, OpenedRun, OpenRun, RunStatus } from '../protocol.ts'
import { obtainSources, versionOf } from './engine-sources.ts'
import type { EngineUse } from './engine-use.ts'
import type { DaemonResources } from './run-stand-in.ts'
import { RunStandIn } from './run-stand-in.ts'

/** Makes a service ready for tests, once its engine and gate run. */
type Prepare<Provided> = (running: RunningService, use: EngineUse, standIn: RunStandIn) => Promise<Provided>

type Datasets = Awaited<ReturnType<typeof readDatasets>>

/** One run in the daemon: gates of its own in front of engines that it may share, validated and filled. */
export class DaemonRun {
  readonly status: RunStatus
  readonly #request: OpenRun
  readonly #daemon: DaemonResources
  readonly #directory: string
  readonly #context: RunContext<StandInOptions>
  readonly #identities: readonly Identity[]
  readonly #ending = new AbortController()
  readonly #removed: string[] = []
  /** What it brought to an engine, by the paths there. */
  readonly #files = new Set<string>()
  readonly #standIns: RunStandIn[] = []
  #hasFailed = false
  #isClosed = false
  #opening: Promise<OpenedRun> | undefined
  #closing: Promise<ClosedRun> | undefined

  constructor(request: OpenRun, daemon: DaemonResources, report: Reporter) {
    const { id, options, workers } = request
    this.#request = request
    this.#daemon = daemon
    this.#directory = join(daemon.directory, id)
    this.#identities = Array.from({ length: workers + 1 }, (_, worker) => ({ worker, credentials: mintCredentials() }))
    this.#context = {
      id,
      options,
      report,
      signal: this.#ending.signal,
      cleanup: new CleanupStack(({ name }, failure, undone) => {
        if (failure) this.#hasFailed = true
        else this.#removed.push(...(undone ?? [name]))
      }),
    }
    this.status = { id, root: options.root, openedAt: new Date().toISOString() }
  }

  get options(): StandInOptions {
    return this.#request.options
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Makes everything ready. Fails with the first error; what is there by then is removed by `close`. */
  open(): Promise<OpenedRun> {
    this.#opening ??= this.#open().catch((error) => {
      throw daemonFolderError(error, dirname(this.#daemon.directory))
    })
    return this.#opening
  }

  /**
   * The daemon ends while this run is in use: its workers and its run know before anything is gone, and `close` returns this
   * as a failure, whatever it removes.
   */
  tellStopped(): void {
    if (this.#closing) return
    const { id, options, cleanup, report } = this.#context
    const at = systemClock.now()
    const stopped = enginesStopped(process, at)
    noteStopped(this.#directory, at)
    const configured = services.filter((service) => options[service])
    cleanup.push(`run ${id} (${configured.join(', ')})`, () => Promise.reject<void>(stopped))
    report({ type: 'engines-stopped', message: messageOf(stopped) })
  }

  /** Removes everything, in reverse order, and looks again; a run that is still being opened is given up. Memoised. */
  close(): Promise<ClosedRun> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #open(): Promise<OpenedRun> {
    const { cleanup } = this.#context
    cleanup.push(`folder of ${this.#request.id}`, () => rm(this.#directory, { recursive: true, force: true }))
    await mkdir(this.#directory, { mode: 0o700 })
    const reading = readDatasets(this.#context)
    // It is awaited later: until then a rejection must not count as unhandled.
    reading.catch(() => {})
    const sources = await obtainSources(this.#context)
    const sourceOf = (service: Service) => sources.find((source) => source.service === service)

    const [opensearch, neptune] = await sideBySide<
      [ProvidedOpenSearch | undefined, ProvidedNeptune | undefined, unknown]
    >(this.#ending.signal, [
      (signal) => this.#openService(sourceOf('opensearch'), signal, () => this.#loadOpenSearch(reading)),
      (signal) => this.#openService(sourceOf('neptune'), signal, () => this.#loadNeptune(reading)),
      () => reading,
    ])
    return this.#describe(opensearch, neptune)
  }

  async #loadOpenSearch(reading: Promise<Datasets>): Promise<Prepare<ProvidedOpenSearch>> {
    const { prepareOpenSearch, reloadIndices } = await import('../../prepare/prepare-opensearch.ts')
    const expectedVersion = versionOf(this.options)
    return async (running, _, standIn) => {
      const { opensearch: dataset } = await reading
      const canHaveMade = (name: string) => standIn.canHaveMade(name)
      const makersOf: MakersOf = (name, createdAt) => standIn.makersOf(name, createdAt)
      const prepare = { ...running, expectedVersion, dataset, canHaveMade, makersOf, loads: this.#daemon.loads }
      const provided = await prepareOpenSearch(prepare)
      standIn.replaceBy((_, signal) => reloadIndices({ ...prepare, signal }))
      return provided
    }
  }

  async #loadNeptune(reading: Promise<Datasets>): Promise<Prepare<ProvidedNeptune>> {
    const { prepareNeptune } = await import('../../prepare/prepare-neptune.ts')
    const { options } = this
    const directory = this.#directory
    return async (running, use, standIn) => {
      const bring = (file: string) => this.#bring(use, file)
      const { neptune: dataset } = await reading
      const engineHeapMb = options.neptune?.heapMb
      const provided = await prepareNeptune({ ...running, loading: 'io', directory, bring, engineHeapMb, dataset })
      // A graph that all workers share is not filled again: what its tests had added to it is not known.
      if (options.isolation === 'exclusive') standIn.replaceBy((next) => this.#fillAgain(provided, next, standIn))
      return provided
    }
  }

  async #openService<Provided>(
    source: EngineSource | undefined,
    signal: AbortSignal,
    loadPrepare: () => Promise<Prepare<Provided>>,
  ): Promise<Provided | undefined> {
    if (!source) return undefined
    const { id, options, cleanup } = this.#context
    const standIn = new RunStandIn({
      ...{ source, id, options, identities: this.#identities, daemon: this.#daemon },
      ...{ report: this.#context.report, signal: this.#ending.signal },
      files: this.#files,
      directory: this.#directory,
    })
    this.#standIns.push(standIn)
    cleanup.push(standIn.removed, () => standIn.close({ isFit: !this.#hasFailed }))
    const { use, gate, meanwhile: prepare } = await standIn.start(signal, loadPrepare)
    const { startedInMs } = use.ready
    const running = {
      ...this.#context,
      signal,
      options,
      endpoint: gate.endpoint,
      credentials: async () => this.#identities[0]!.credentials,
      ownership: 'stand-in',
      notesChanges: true,
      settle: () => standIn.settle(),
      pluginWrites: () => standIn.pluginWrites(),
      ...(use.isNew && startedInMs !== undefined && { startedInMs }),
    } as const
    return prepare(running, use, standIn)
  }

  /** Fills the graphs of workers that hold the dataset now; any other worker restores its own. */
  async #fillAgain({ graph }: ProvidedNeptune, use: EngineUse, standIn: RunStandIn): Promise<void> {
    const { address } = use.ready
    if (!graph || !address) return
    const { fillGraphs } = await import('../../engines/gremlin/graphs.ts')
    await fillGraphs(address, standIn.unchangedGraphs(use), graph)
  }

  /** Brings a file to where the engine can read it, for as long as the run is. */
  async #bring(use: EngineUse, file: string): Promise<string> {
    const { path, remove } = await use.bring(file)
    this.#context.cleanup.push(`copy of ${basename(file)}`, async () => {
      await remove()
      return []
    })
    this.#files.add(path)
    return path
  }

  async #close(): Promise<ClosedRun> {
    const { cleanup } = this.#context
    // What the run has made is removed by way of its gates, with engines behind them.
    await Promise.all(this.#standIns.map((standIn) => standIn.replaced()))
    this.#ending.abort(new Error('The run was ended while it was being opened.'))
    await this.#opening?.catch(() => {})
    const failures = await cleanup.run().then(
      () => [],
      (error: { failures: readonly { step: string; error: unknown }[] }) => error.failures,
    )
    this.#isClosed = true
    const rejected = this.#standIns.reduce((sum, standIn) => sum + standIn.rejected, 0)
    if (rejected > 0) this.#context.report({ type: 'requests-rejected', count: rejected })
    return {
      removed: this.#removed,
      failures: failures.map(({ step, error }) => ({ step, error: toPlainError(error) })),
    }
  }

  async #describe(opensearch?: ProvidedOpenSearch, neptune?: ProvidedNeptune): Promise<OpenedRun> {
    const { id, options } = this.#context
    const ca = (opensearch ?? neptune)?.endpoint.ca ?? ''
    return {
      directory: this.#directory,
      authorities: await writeAuthorities(join(this.#directory, 'authorities.pem'), ca, options.extraAuthorities),
      ports: Object.fromEntries(
        this.#standIns.map(({ name, gate }) => [name, Number(new URL(gate?.endpoint.url ?? '').port)]),
      ),
      engines: this.#standIns.flatMap(({ use }) => use?.traces ?? []),
      provided: {
        state: 'ready',
        id,
        region: options.region,
        directory: this.#directory,
        daemon: thisProcess(),
        workers: this.#request.workers,
        credentials: { from: 'run', identities: this.#identities.map(({ credentials }) => credentials) },
        isolation: options.isolation,
        ...(opensearch && { opensearch }),
        ...(neptune && { neptune }),
      },
    }
  }
}
