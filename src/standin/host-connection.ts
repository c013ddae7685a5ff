import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { ProvisionError } from '../errors.ts'
import type { HostMethod, HostMethods, HostResponse } from './host.ts'
import { fromPlainError, hostSocketPath } from './host.ts'
import { readJsonLines, writeJsonLine } from './json-lines.ts'

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** A client's side of the socket. Holding it keeps the host alive; it never keeps this process alive. */
export class HostConnection {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #lastRequest = 0
  #ended: Error | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    readJsonLines<HostResponse>(socket, (response) => this.#settle(response))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#fail())
  }

  /** Connects to the host of this folder. Fails with the socket's error where none listens. */
  static async open(directory: string): Promise<HostConnection> {
    const socket = connect(hostSocketPath(directory))
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new HostConnection(socket)
  }

  get isOpen(): boolean {
    return this.#ended === undefined
  }

  /** Asks the host. Fails with the host's error, or a ProvisionError where the host has gone. */
  ask<Method extends HostMethod>(
    method: Method,
    params: HostMethods[Method]['params'],
  ): Promise<HostMethods[Method]['result']> {
    if (this.#ended) return Promise.reject(this.#ended)
    const request = ++this.#lastRequest
    return new Promise((resolve, reject) => {
      // The socket must keep the process alive while an answer is due, and only then.
      this.#socket.ref()
      this.#waiting.set(request, { resolve: resolve as Waiting['resolve'], reject })
      writeJsonLine(this.#socket, { request, method, params })
    })
  }

  /** Lets go of the host; the last client to do so ends it. */
  close(): void {
    this.#socket.destroy()
  }

  #settle(response: HostResponse): void {
    const waiting = this.#waiting.get(response.request)
    this.#waiting.delete(response.request)
    if (this.#waiting.size === 0) this.#socket.unref()
    if ('error' in response) waiting?.reject(fromPlainError(response.error))
    else waiting?.resolve(response.result)
  }

  #fail(): void {
    this.#ended = new ProvisionError('The stand-in host has gone.', { resource: 'stand-in host' })
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}
