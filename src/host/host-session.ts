import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Certificate } from '../gate/certificate.ts'
import type { Gate, Identity } from '../gate/gate.ts'
import { CleanupStack } from '../lifecycle/cleanup-stack.ts'
import type { Reporter } from '../report/events.ts'
import type { Service } from '../resource/endpoint.ts'
import { readDatasets } from '../session/datasets.ts'
import type { ProvidedNeptune, ProvidedOpenSearch } from '../session/provided-session.ts'
import type { RunningService, SessionContext } from '../session/session-context.ts'
import { emptyGraphs } from '../standin/empty-graphs.ts'
import { mintCredentials } from '../standin/identities.ts'
import { newLogFile } from '../standin/log.ts'
import type { EngineFiles } from './engine-files.ts'
import { obtainEngines } from './engine-files.ts'
import type { EnginePool, EngineUse } from './engine-pool.ts'
import type { ClosedSession, OpenedSession, OpenSession, SessionStatus } from './host.ts'
import { toPlainError } from './host.ts'
import { hostFolderError } from './host-folder-error.ts'
import { openStandInGate } from './stand-in-gate.ts'

/** What a session gets from its host. */
export interface SessionSurroundings {
  /** The host's folder. */
  readonly directory: string
  readonly pool: EnginePool
  /** Whether the engines outlive the session, so that what it made in them has to be removed one by one. */
  readonly isReused: boolean
  /** What every gate of this host serves. */
  readonly certificate: () => Promise<Certificate>
}

const names = { opensearch: 'OpenSearch stand-in', neptune: 'Neptune stand-in' } as const satisfies Record<
  Service,
  string
>

/** What is removed of a stand-in whose engine stays. */
const partsOfSession = {
  opensearch: 'gate of the OpenSearch stand-in,',
  neptune: 'graphs and gate of the Neptune stand-in,',
} as const satisfies Record<Service, string>

/** One session in the host: gates of its own in front of engines that it may share, validated and filled. */
export class HostSession {
  readonly status: SessionStatus
  readonly #request: OpenSession
  readonly #host: SessionSurroundings
  readonly #directory: string
  readonly #context: SessionContext
  readonly #identities: readonly Identity[]
  readonly #ending = new AbortController()
  readonly #removed: string[] = []
  readonly #uses = new Map<Service, EngineUse>()
  readonly #gates = new Map<Service, Gate>()
  #hasFailed = false
  #opening: Promise<OpenedSession> | undefined
  #closing: Promise<ClosedSession> | undefined

  constructor(request: OpenSession, host: SessionSurroundings, report: Reporter) {
    const { id, options, workers } = request
    this.#request = request
    this.#host = host
    this.#directory = join(host.directory, id)
    this.#identities = Array.from({ length: workers + 1 }, (_, worker) => ({ worker, credentials: mintCredentials() }))
    this.#context = {
      id,
      options,
      report,
      signal: this.#ending.signal,
      cleanup: new CleanupStack(({ name }, failure) => {
        if (failure) this.#hasFailed = true
        else this.#removed.push(name)
      }),
    }
    this.status = { id, root: options.root, openedAt: new Date().toISOString() }
  }

  /** Makes everything ready. Fails with the first error; what is there by then is removed by `close`. */
  open(): Promise<OpenedSession> {
    this.#opening ??= this.#open().catch((error) => {
      throw hostFolderError(error, dirname(this.#host.directory))
    })
    return this.#opening
  }

  /** Removes everything, in reverse order, and looks again; a session that is still being opened is given up. Memoised. */
  close(): Promise<ClosedSession> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #open(): Promise<OpenedSession> {
    const { options, cleanup } = this.#context
    cleanup.push(`folder of ${this.#request.id}`, () => rm(this.#directory, { recursive: true, force: true }))
    await mkdir(this.#directory, { mode: 0o700 })
    const reading = readDatasets(options)
    // Whoever awaits it is told; until then there may be nobody.
    reading.catch(() => {})
    const files = await obtainEngines(this.#context)

    const failure = new AbortController()
    const signal = AbortSignal.any([this.#ending.signal, failure.signal])
    const stopOthers = (error: unknown) => {
      failure.abort(error)
      throw error
    }
    const opening = [
      this.#openService('opensearch', files.opensearch, signal, async (running) => {
        const { prepareOpenSearch } = await import('../session/prepare-opensearch.ts')
        return prepareOpenSearch({ ...running, dataset: (await reading).opensearch })
      }).catch(stopOthers),
      this.#openService('neptune', files.neptune, signal, async (running) => {
        const { prepareNeptune } = await import('../session/prepare-neptune.ts')
        return prepareNeptune({ ...running, directory: this.#directory, dataset: (await reading).neptune })
      }).catch(stopOthers),
      reading.catch(stopOthers),
    ] as const satisfies [Promise<ProvidedOpenSearch | undefined>, Promise<ProvidedNeptune | undefined>, unknown]
    // Nothing may still be starting when the cleanup begins.
    await Promise.allSettled(opening)
    signal.throwIfAborted()
    return this.#describe(await opening[0], await opening[1])
  }

  async #openService<Provided>(
    service: Service,
    files: EngineFiles | undefined,
    signal: AbortSignal,
    prepare: (running: RunningService) => Promise<Provided>,
  ): Promise<Provided | undefined> {
    if (!files) return undefined
    const { id, options, cleanup } = this.#context
    const what = (this.#host.isReused ? partsOfSession : names)[service]
    cleanup.push(`${what} ${id}`, () => this.#closeService(service))
    const { use, gate } = await this.#startService(service, files, signal)
    const { startedInMs } = use.ready
    return prepare({
      ...this.#context,
      signal,
      options,
      endpoint: gate.endpoint,
      credentials: async () => this.#identities[0]!.credentials,
      ...(use.isNew && startedInMs !== undefined && { startedInMs }),
    })
  }

  /** Engine and gate at the same time; a gate that cannot be opened does not wait for the engine. */
  async #startService(service: Service, files: EngineFiles, signal: AbortSignal) {
    const { id, options } = this.#context
    const failed = new AbortController()
    const { cacheDirectory } = options
    const logFile = await newLogFile({ cacheDirectory, otherwise: this.#directory, session: id, what: service })
    const starting = this.#host.pool
      .use(
        {
          service,
          files,
          logFile,
          graphs: service === 'neptune' ? this.#identities.length : 0,
          timeoutMs: options.startTimeoutMs,
        },
        AbortSignal.any([signal, failed.signal]),
      )
      .then((use) => {
        this.#uses.set(service, use)
        return use
      })
    try {
      const gate = await openStandInGate({
        service,
        region: options.region,
        port: options[service]?.port ?? 0,
        sharesGraph: options.isolation === 'partition',
        // Nothing is under a session's own prefix, and the graphs it is given are empty, when it begins.
        isPristine: service === 'opensearch' || options.neptune?.dataset === undefined,
        tls: await this.#host.certificate(),
        identities: this.#identities,
        use: () => this.#uses.get(service),
      })
      this.#gates.set(service, gate)
      return { gate, use: await starting }
    } catch (error) {
      failed.abort(error)
      await starting.catch(() => {})
      throw error
    }
  }

  async #closeService(service: Service): Promise<void> {
    const use = this.#uses.get(service)
    await this.#gates.get(service)?.close()
    if (!use) return
    let isFit = !this.#hasFailed
    try {
      await use.assertRuns()
      if (service === 'neptune' && this.#host.isReused) await emptyGraphs(use.ready.port ?? 0, use.graphs)
    } catch (error) {
      isFit = false
      throw error
    } finally {
      await use.release({ retire: !isFit })
    }
  }

  async #close(): Promise<ClosedSession> {
    const { cleanup } = this.#context
    this.#ending.abort(new Error('The session was ended while it was being opened.'))
    await this.#opening?.catch(() => {})
    const failures = await cleanup.run().then(
      () => [],
      (error: { failures: readonly { step: string; error: unknown }[] }) => error.failures,
    )
    return {
      removed: this.#removed,
      failures: failures.map(({ step, error }) => ({ step, error: toPlainError(error) })),
    }
  }

  async #describe(opensearch?: ProvidedOpenSearch, neptune?: ProvidedNeptune): Promise<OpenedSession> {
    const { id, options } = this.#context
    const ca = (opensearch ?? neptune)?.endpoint.ca ?? ''
    return {
      directory: this.#directory,
      authorities: await writeAuthorities(join(this.#directory, 'authorities.pem'), ca, options.extraAuthorities),
      ports: Object.fromEntries(
        [...this.#gates].map(([service, { endpoint }]) => [names[service], Number(new URL(endpoint.url).port)]),
      ),
      engines: [...this.#uses.values()].map(({ traces }) => traces),
      provided: {
        state: 'ready',
        id,
        region: options.region,
        root: options.root,
        identities: this.#identities.map(({ credentials }) => credentials),
        exportCredentials: options.exportCredentials,
        isolation: options.isolation,
        workerVariables: Object.fromEntries(
          Object.entries(options.variables).filter(
            (entry): entry is [string, 'opensearch.indexPrefix'] => entry[1] === 'opensearch.indexPrefix',
          ),
        ),
        ...(opensearch && { opensearch }),
        ...(neptune && { neptune }),
      },
    }
  }
}

/** NODE_EXTRA_CA_CERTS holds one file, so the user's own authorities go into ours. A file of theirs that is missing is ignored, as Node does. */
async function writeAuthorities(file: string, ca: string, own: string | undefined): Promise<string> {
  const theirs = own ? await readFile(own, 'utf8').catch(() => '') : ''
  await writeFile(file, `${theirs}\n${ca}`)
  return file
}
