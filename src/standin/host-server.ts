import { rm } from 'node:fs/promises'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { ProvisionError } from '../errors.ts'
import type { Identity } from '../gate/gate.ts'
import { systemClock } from '../wait/clock.ts'
import type { HostMethod, HostMethods, HostRequest, HostResponse, HostSettings } from './host.ts'
import { hostSocketPath, toPlainError } from './host.ts'
import { mintCredentials } from './identities.ts'
import { readJsonLines, writeJsonLine } from './json-lines.ts'
import type { StandInSurroundings } from './stand-in.ts'
import { StandIn } from './stand-in.ts'

type Handlers = {
  [Method in HostMethod]: (params: HostMethods[Method]['params']) => Promise<HostMethods[Method]['result']>
}

/** How long a host without any client waits for its first one, in milliseconds. */
const FIRST_CLIENT_MS = 30_000

/** The host's side of the socket: starts and stops stand-ins for its clients, and ends when the last one is gone. */
export class HostServer {
  readonly #settings: HostSettings
  readonly #surroundings: StandInSurroundings
  readonly #identities: readonly Identity[]
  readonly #standIns = new Map<string, StandIn>()
  readonly #starting = new Set<Promise<unknown>>()
  readonly #clients = new Set<Socket>()
  readonly #server: Server
  readonly #onEnd: () => void
  #ending: Promise<void> | undefined

  /** `onEnd` is called when all is stopped and the host's folder is gone. */
  constructor(settings: HostSettings, tls: StandInSurroundings['tls'], onEnd: () => void) {
    this.#settings = settings
    this.#onEnd = onEnd
    this.#identities = Array.from({ length: settings.workers + 1 }, (_, worker) => ({
      worker,
      credentials: mintCredentials(),
    }))
    const byKey = new Map(this.#identities.map((identity) => [identity.credentials.accessKeyId, identity]))
    this.#surroundings = {
      directory: settings.directory,
      tls,
      identify: (key) => byKey.get(key),
      identities: () => this.#identities,
    }
    this.#server = createServer((socket) => this.#serve(socket))
  }

  /** Resolves when clients can connect. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(hostSocketPath(this.#settings.directory), resolve)
    })
    systemClock.after(FIRST_CLIENT_MS, () => {
      if (this.#clients.size === 0) void this.end()
    })
  }

  /** Stops every stand-in, removes the host's folder, then calls `onEnd`. Memoised. */
  end(): Promise<void> {
    this.#ending ??= this.#stopAll()
    return this.#ending
  }

  async #stopAll(): Promise<void> {
    await Promise.allSettled(this.#starting)
    await Promise.allSettled([...this.#standIns.values()].map((standIn) => standIn.stop()))
    for (const client of this.#clients) client.destroy()
    this.#server.close()
    await rm(this.#settings.directory, { recursive: true, force: true })
    this.#onEnd()
  }

  #serve(socket: Socket): void {
    this.#clients.add(socket)
    readJsonLines<HostRequest>(socket, (request) => void this.#answer(socket, request))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#clients.delete(socket)
      if (this.#clients.size === 0) void this.end()
    })
  }

  async #answer(socket: Socket, { request, method, params }: HostRequest): Promise<void> {
    let response: HostResponse
    try {
      const handle = this.#handlers[method] as (params: unknown) => Promise<unknown>
      response = { request, result: await handle(params) }
    } catch (error) {
      response = { request, error: toPlainError(error) }
    }
    if (socket.writable) writeJsonLine(socket, response)
  }

  readonly #handlers: Handlers = {
    identities: async () => this.#identities.map(({ credentials }) => credentials),
    start: async ({ id, spec }) => {
      if (this.#ending)
        throw new ProvisionError(`Stand-in ${id} cannot be started: its host is ending.`, { resource: id })
      const starting = StandIn.start(id, spec, this.#surroundings)
      this.#starting.add(starting)
      try {
        this.#standIns.set(id, await starting)
      } finally {
        this.#starting.delete(starting)
      }
      return null
    },
    observe: async ({ id }) => (await this.#standIns.get(id)?.observe()) ?? null,
    stop: async ({ id }) => {
      await this.#standIns.get(id)?.stop()
      this.#standIns.delete(id)
      return null
    },
  }
}
