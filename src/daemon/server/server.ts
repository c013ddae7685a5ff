import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { packageVersion } from '../../base/package-version.ts'
import type { StandInOptions } from '../../config/resolve.ts'
import { ProvisionError } from '../../errors/errors.ts'
import { toPlainError } from '../../errors/plain-error.ts'
import type { Certificate } from '../../gate/certificate.ts'
import type { Reporter } from '../../report/events.ts'
import { systemClock, toIsoTime } from '../../wait/clock.ts'
import { Turns } from '../../wait/turns.ts'
import { removeDaemonFolder } from '../daemon-folders.ts'
import { readJsonLines, writeJsonLine } from '../json-lines.ts'
import type {
  DaemonMessage,
  DaemonMethod,
  DaemonMethods,
  DaemonSettings,
  DaemonStatus,
  OpenedRun,
  OpenRun,
} from '../protocol.ts'
import { daemonSocketPath } from '../protocol.ts'
import { DaemonRun } from './daemon-run.ts'
import { EnginePool } from './engine-pool.ts'
import { notUnderstood, runRejected } from './messages.ts'
import { parseRequest, requestNumber } from './parse-request.ts'
import type { DaemonResources } from './run-stand-in.ts'
import { ArchiveTraining, WarmUp } from './warm-up.ts'

/** What a client is to the daemon. */
interface Client {
  readonly socket: Socket
  run?: DaemonRun
}

type Handlers = {
  [Method in DaemonMethod]: (
    client: Client,
    params: DaemonMethods[Method]['params'],
    report: Reporter,
  ) => Promise<DaemonMethods[Method]['result']>
}

/** The longest request, in bytes. The longest part of one is the user's own authorities, a few hundred kB. */
const MOST_REQUEST_BYTES = 16 * 1024 * 1024

/** How long a private daemon waits for its first client, in milliseconds. */
const FIRST_CLIENT_MS = 30_000

/** How many runs load a dataset at the same time: one keeps the engine busy, and another one its thread here. */
const LOADS_AT_ONCE = 2

/** How long runs get the same certificate, in milliseconds. */
const CERTIFICATE_MS = 24 * 60 * 60_000

/** The daemon's side of the socket: opens and closes runs for its clients, and ends when none is left or comes. */
export class DaemonServer {
  readonly #settings: DaemonSettings
  readonly #pool: EnginePool
  readonly #clients = new Set<Client>()
  readonly #server: Server
  readonly #onEnd: () => void
  readonly #startedAt = toIsoTime(systemClock.now())
  readonly #warmUp = new WarmUp((request) => this.#newRun(request, () => {}))
  readonly #training = new ArchiveTraining()
  readonly #loads = new Turns(LOADS_AT_ONCE)
  /** How many engines had been started at the last warm-up. */
  #warmedUp = 0
  #certificate: { readonly minted: Promise<Certificate>; readonly at: number } | undefined
  #stopWaiting = () => {}
  /** When it ends where no run is opened before, in milliseconds since the Unix epoch. */
  #deadline: number | undefined
  #ending: Promise<void> | undefined

  /** `onEnd` is called when all is stopped and the daemon's folder is gone. */
  constructor(settings: DaemonSettings, onEnd: () => void) {
    this.#settings = settings
    this.#onEnd = onEnd
    this.#pool = new EnginePool(settings.directory)
    this.#server = createServer((socket) => this.#serve(socket))
  }

  /** Resolves when clients can connect. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(daemonSocketPath(this.#settings.directory), resolve)
    })
    this.#waitForClient(this.#settings.idleTimeoutMs || FIRST_CLIENT_MS)
  }

  /** Ends every run and engine, removes the daemon's folder, then calls `onEnd`. Memoised. */
  end(): Promise<void> {
    this.#ending ??= this.#endAll()
    return this.#ending
  }

  async #endAll(): Promise<void> {
    this.#stopWaiting()
    this.#training.stop()
    for (const { run } of this.#clients) run?.tellStopped()
    await Promise.allSettled([this.#warmUp.stop(), ...[...this.#clients].map(({ run }) => run?.close())])
    await this.#pool.end()
    for (const { socket } of this.#clients) socket.destroy()
    this.#server.close()
    await removeDaemonFolder(this.#settings.directory)
    this.#onEnd()
  }

  #waitForClient(ms: number): void {
    if (ms === 0) return void this.end()
    this.#deadline = systemClock.now() + ms
    this.#stopWaiting = systemClock.after(ms, () => void this.end())
  }

  /** A client that only asked for the status does not prolong the wait. */
  #waitForNext(): void {
    const { idleTimeoutMs } = this.#settings
    const leftMs = this.#deadline === undefined ? idleTimeoutMs : this.#deadline - systemClock.now()
    this.#waitForClient(idleTimeoutMs === 0 ? 0 : Math.max(1, leftMs))
  }

  #serve(socket: Socket): void {
    this.#stopWaiting()
    const client: Client = { socket }
    this.#clients.add(client)
    readJsonLines(socket, {
      mostBytes: MOST_REQUEST_BYTES,
      onValue: (value) => void this.#answer(client, value),
      onBadLine: (why) => {
        // Only this client is closed: it does not speak the protocol.
        const error = toPlainError(new ProvisionError(notUnderstood(why)))
        socket.end(`${JSON.stringify({ request: 0, error } satisfies DaemonMessage)}\n`)
      },
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', async () => {
      // However the client has gone, also by a kill, what it had is removed.
      await client.run?.close()
      this.#clients.delete(client)
      if (this.#clients.size > 0 || this.#ending) return
      this.#waitForNext()
      if (client.run && this.#settings.idleTimeoutMs > 0) void this.#useIdleTime(client.run.options)
    })
  }

  /** What makes later starts shorter, while nobody waits for the machine. */
  async #useIdleTime(options: StandInOptions): Promise<void> {
    const { started, available } = this.#pool
    const needed = [options.opensearch, options.neptune].filter(Boolean).length
    // Where an engine has been retired, none is started for a warm-up.
    const isDue = started > this.#warmedUp && available >= needed
    if (isDue && (await this.#warmUp.start(options))) this.#warmedUp = started
    if (!this.#ending && options.target === 'local') this.#training.start(options.cacheDirectory)
  }

  async #answer(client: Client, value: unknown): Promise<void> {
    const request = requestNumber(value)
    const send = (message: DaemonMessage) => {
      if (client.socket.writable) writeJsonLine(client.socket, message)
    }
    try {
      const { method, params } = parseRequest(value)
      const serve = this.#handlers[method] as (client: Client, params: unknown, report: Reporter) => Promise<unknown>
      send({ request, result: await serve(client, params, (event) => send({ request, event })) })
    } catch (error) {
      send({ request, error: toPlainError(error) })
    }
  }

  readonly #handlers: Handlers = {
    hello: async () => ({ isEnding: this.#ending !== undefined }),
    open: async (client, params, report) => this.#open(client, params, report),
    close: async ({ run }) => (run ? run.close() : { removed: [], failures: [] }),
    status: () => this.#status(),
    end: async () => {
      // After the answer: the end takes the sockets along.
      setImmediate(() => void this.end())
      return null
    },
  }

  async #open(client: Client, request: OpenRun, report: Reporter): Promise<OpenedRun> {
    if (this.#ending || client.run) {
      throw new ProvisionError(runRejected(request.id, this.#ending ? 'ending' : 'second'), { resource: request.id })
    }
    // The folder of the other one would be taken for its own, and removed.
    if ([...this.#clients].some(({ run }) => run && !run.isClosed && run.status.id === request.id)) {
      throw new ProvisionError(runRejected(request.id, 'sameId'), { resource: request.id })
    }
    this.#deadline = undefined
    client.run = this.#newRun(request, report)
    await this.#warmUp.stop()
    return client.run.open()
  }

  #newRun(request: OpenRun, report: Reporter): DaemonRun {
    const resources: DaemonResources = {
      directory: this.#settings.directory,
      pool: this.#pool,
      isReused: this.#settings.idleTimeoutMs > 0,
      loads: this.#loads,
      certificate: () => this.#mintCertificate(),
    }
    return new DaemonRun(request, resources, report)
  }

  /** A new one each day: a daemon may be in use for longer than one is valid. */
  #mintCertificate(): Promise<Certificate> {
    const now = systemClock.now()
    if (!this.#certificate || now - this.#certificate.at > CERTIFICATE_MS) {
      const minted = import('../../gate/certificate.ts').then(({ createCertificate }) => createCertificate())
      this.#certificate = { minted, at: now }
    }
    return this.#certificate.minted
  }

  async #status(): Promise<DaemonStatus> {
    return {
      pid: process.pid,
      version: packageVersion,
      purpose: this.#settings.purpose,
      startedAt: this.#startedAt,
      isReused: this.#settings.idleTimeoutMs > 0,
      ...(this.#deadline !== undefined && { endsAt: toIsoTime(this.#deadline) }),
      engines: await this.#pool.status(),
      runs: [...this.#clients].flatMap(({ run }) => (run && !run.isClosed ? run.status : [])),
    }
  }
}
