import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { ProvisionError } from '../../errors/errors.ts'
import { fromPlainError } from '../../errors/plain-error.ts'
import type { RunEvent } from '../../report/events.ts'
import { readJsonLines, writeJsonLine } from '../json-lines.ts'
import { daemonGone } from '../messages.ts'
import type { DaemonMessage, DaemonMethod, DaemonMethods } from '../protocol.ts'
import { daemonSocketPath } from '../protocol.ts'

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
  tell(event: RunEvent): void
}

/** The longest answer, in bytes: the longest one has the credentials of every worker. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024

/** A client's side of the socket. An open connection keeps the daemon alive, and does not keep this process alive. */
export class DaemonConnection {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  /** Takes the events that arrive after the answer, while the run is open. */
  #tellLater: ((event: RunEvent) => void) | undefined
  #whyGone: () => Error | undefined = () => undefined
  #lastRequest = 0
  #ended: Error | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    readJsonLines(socket, {
      mostBytes: MOST_ANSWER_BYTES,
      onValue: (message) => this.#receive(message as DaemonMessage),
      // A daemon of ours never sends such a line.
      onBadLine: () => socket.destroy(),
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#fail())
  }

  /** Connects to the daemon of this folder. Fails with the socket's error where no daemon listens. */
  static async open(directory: string, signal?: AbortSignal): Promise<DaemonConnection> {
    const socket = connect(daemonSocketPath(directory))
    try {
      await once(socket, 'connect', { ...(signal && { signal }) })
    } catch (error) {
      socket.destroy()
      throw error
    }
    return new DaemonConnection(socket)
  }

  /**
   * Sends a request to the daemon; `tell` takes the events that come before the answer. Fails with the daemon's error, or with a
   * ProvisionError where the daemon has gone.
   */
  ask<Method extends DaemonMethod>(
    method: Method,
    params: DaemonMethods[Method]['params'],
    tell: (event: RunEvent) => void = () => {},
  ): Promise<DaemonMethods[Method]['result']> {
    if (this.#ended) return Promise.reject(this.#ended)
    const request = ++this.#lastRequest
    if (method === 'open') this.#tellLater = tell
    return new Promise((resolve, reject) => {
      // The socket keeps this process alive only while an answer is due.
      this.#socket.ref()
      this.#waiting.set(request, { resolve: resolve as Waiting['resolve'], reject, tell })
      writeJsonLine(this.#socket, { request, method, params })
    })
  }

  /** Where the daemon goes although the connection was not closed, `reason` is called once, and pending requests fail with its result. */
  whenGone(reason: () => Error | undefined): void {
    this.#whyGone = reason
  }

  /** Closes the connection. Pending and later requests fail with the reason. */
  close(reason: Error = gone()): void {
    this.#ended ??= reason
    this.#socket.destroy()
  }

  #receive(message: DaemonMessage): void {
    const waiting = this.#waiting.get(message.request)
    if ('event' in message) {
      if (waiting) waiting.tell(message.event)
      else this.#tellLater?.(message.event)
      return
    }
    this.#waiting.delete(message.request)
    if (this.#waiting.size === 0) this.#socket.unref()
    if ('error' in message) waiting?.reject(fromPlainError(message.error))
    else waiting?.resolve(message.result)
  }

  #fail(): void {
    this.#ended ??= this.#whyGone() ?? gone()
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}

const gone = () => new ProvisionError(daemonGone(), { resource: 'daemon' })
