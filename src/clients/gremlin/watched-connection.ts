import { types } from 'node:util'
import type { driver as gremlinDriver } from 'gremlin'
import { type AwsFixtureError, ClientRejectedError, messageOf, ReachabilityError } from '../../errors/errors.ts'
import { UNREACHED } from '../../errors/hints.ts'
import type { Clock } from '../../wait/clock.ts'
import * as messages from '../messages.ts'

/** What the driver's types leave out: the connection inside a client. The same in 3.7.4 and 3.8. */
interface DriverConnection {
  _ws?: DriverSocket
  _reader: ResponseReader
  open(): Promise<unknown>
  on(event: 'close', listener: (code: number) => void): void
  on(event: 'socketError', listener: (error: unknown) => void): void
}

/** A WebSocket of the package ws, with the socket below it. */
interface DriverSocket {
  readonly _socket?: { ref(): void; unref(): void }
  ping(): void
  terminate(): void
  once(event: 'close', listener: () => void): void
  on(event: 'pong' | 'message', listener: () => void): void
}

interface ResponseReader {
  readResponse(content: unknown): { readonly requestId: string | null; readonly status: { readonly code: number } }
}

export interface WatchOptions {
  /** The endpoint's address, for errors. */
  readonly url: string
  /** Milliseconds between two pings; 0 for none. */
  readonly pingIntervalMs: number
  readonly clock: Clock
}

/** How a connection ended, or did not come to be. */
interface Loss {
  readonly text: string
  readonly cause?: unknown
  readonly wasOpen: boolean
}

/** The status of an answer that others will follow. */
const PARTIAL_CONTENT = 206

/** The end of a connection for which there is no error: its other side closed it, or fell silent. */
class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

/** An answer that is not what was agreed on. */
class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer'
}

/** Seen only by this file, which puts the reason in its place. */
const UNREADABLE = 'The answer could not be read.'

/** Makes the driver fail all that is pending. */
const unreadable = { requestId: null, status: { code: 500, message: UNREADABLE, attributes: new Map() } }

/**
 * Watches the one connection of a driver's client, which does not do so itself: it sends no pings, takes the loss of a
 * connection for the end of a stream, and ends the process with an answer that cannot be read.
 */
export class WatchedConnection {
  readonly #connection: DriverConnection
  readonly #options: WatchOptions
  readonly #watched = new WeakSet<DriverSocket>()
  /** Streams whose last answer has not come. */
  readonly #streaming = new Set<string>()
  #pending = 0
  #losses = 0
  #lastLoss: Loss = { text: 'nothing', wasOpen: false }
  #isOpen = false
  #isGivenUp = false
  #isClosing = false
  #isAbandoned = false

  constructor(client: gremlinDriver.Client, options: WatchOptions) {
    const connection = (client as unknown as { _connection: DriverConnection })._connection
    this.#connection = connection
    this.#options = options
    const { open } = connection
    connection.open = async () => {
      if (this.#isAbandoned) throw closedError(options.url)
      await open.call(connection)
      // It was connecting, and could not be dropped.
      if (this.#isAbandoned) connection._ws?.terminate()
      if (this.#isAbandoned) throw closedError(options.url)
      if (connection._ws) this.#watch(connection._ws)
    }
    const reader = connection._reader
    connection._reader = { readResponse: (content) => this.#read(reader, content) }
    connection.on('close', (code) => {
      // What was sent on a connection that was given up is lost too, and for the same reason.
      if (this.#isGivenUp) this.#losses += 1
      else this.#lose(messages.closedWithCode(code))
      this.#isGivenUp = false
    })
    connection.on('socketError', (cause) => this.#lose(messageOf(cause), cause))
  }

  /** Runs what waits for an answer. While nothing does, the connection does not keep the process alive. */
  async during<Result>(ask: () => Promise<Result>): Promise<Result> {
    const { losses, end } = this.#begin()
    try {
      return await ask()
    } catch (error) {
      throw this.#explained(error, losses)
    } finally {
      end()
    }
  }

  /** Passes the results of a stream on, and fails where the connection is lost before the last of them. */
  async *whole<Result>(request: string, results: AsyncIterable<Result>): AsyncGenerator<Result> {
    const { losses, end } = this.#begin()
    const requestId = request.toLowerCase()
    this.#streaming.add(requestId)
    try {
      yield* results
      if (this.#streaming.has(requestId)) throw this.#lostError()
    } catch (error) {
      throw this.#explained(error, losses)
    } finally {
      this.#streaming.delete(requestId)
      end()
    }
  }

  /** Drops the connection, so that the next request makes another. */
  drop(because: string, cause?: unknown): void {
    if (!this.#isOpen) return
    this.#lose(because, cause)
    this.#isGivenUp = true
    this.#connection._ws?.terminate()
  }

  /** Drops the connection for good, also one that is not there yet. */
  abandon(): void {
    this.#isAbandoned = true
    this.close()
    this.drop(messages.abandoned())
  }

  /** From now on a lost connection is one that was closed on purpose. */
  close(): void {
    this.#isClosing = true
  }

  #begin() {
    this.#pending += 1
    this.#connection._ws?._socket?.ref()
    return {
      losses: this.#losses,
      end: () => {
        this.#pending -= 1
        if (this.#pending === 0) this.#connection._ws?._socket?.unref()
      },
    }
  }

  #read(reader: ResponseReader, content: unknown): ReturnType<ResponseReader['readResponse']> {
    try {
      const response = reader.readResponse(inBuffer(content))
      if (response.status.code !== PARTIAL_CONTENT) this.#streaming.delete(response.requestId?.toLowerCase() ?? '')
      return response
    } catch (cause) {
      // The driver would throw out of an event listener, and end the process. Nothing that follows can be trusted.
      this.drop(messages.answerNotRead(messageOf(cause)), new UnreadableAnswer(messageOf(cause), { cause }))
      return unreadable
    }
  }

  #watch(socket: DriverSocket): void {
    if (this.#watched.has(socket)) return
    this.#watched.add(socket)
    this.#isOpen = true
    if (this.#pending === 0) socket._socket?.unref()
    const { pingIntervalMs, clock } = this.#options
    if (pingIntervalMs <= 0) return
    let isAlive = true
    const hear = () => {
      isAlive = true
    }
    const look = () => {
      if (!isAlive) return this.drop(messages.pingNotAnswered(pingIntervalMs))
      isAlive = false
      socket.ping()
      cancel = clock.after(pingIntervalMs, look, { isIdle: true })
    }
    let cancel = clock.after(pingIntervalMs, look, { isIdle: true })
    socket.on('pong', hear)
    socket.on('message', hear)
    socket.once('close', () => cancel())
  }

  #lose(text: string, cause?: unknown): void {
    this.#losses += 1
    this.#lastLoss = { text, cause, wasOpen: this.#isOpen }
    this.#isOpen = false
  }

  #explained(error: unknown, lossesBefore: number): unknown {
    const isTold = error instanceof ClientRejectedError || error instanceof ReachabilityError
    const isAnswer = !isTold && typeof error === 'object' && error !== null && 'statusCode' in error
    if (isAnswer && (error as { statusMessage?: string }).statusMessage !== UNREADABLE) return error
    if (!isTold && this.#losses === lossesBefore) return error
    if (this.#isClosing) return closedError(this.#options.url)
    return isTold ? error : this.#lostError()
  }

  #lostError(): AwsFixtureError {
    const { text, cause, wasOpen } = this.#lastLoss
    const { url } = this.#options
    const lines = wasOpen ? messages.connectionLost(url, text) : messages.notReached(url, text, UNREACHED)
    return new ReachabilityError(lines, { cause: cause ?? new ConnectionLost(text) })
  }
}

/**
 * The driver tells an ArrayBuffer by its class, which is another one where an environment such as jsdom has put its own in
 * the place of Node's, and then reads what it is not: the message.
 */
const inBuffer = (content: unknown) => (types.isArrayBuffer(content) ? Buffer.from(content) : content)

/** What is asked of a connection that was closed. */
export function closedError(url: string): ClientRejectedError {
  return new ClientRejectedError(messages.gremlinClosed(url), { endpoint: url })
}
