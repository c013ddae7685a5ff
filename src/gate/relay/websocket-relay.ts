import type { RawData, WebSocket } from 'ws'
import type { Clock } from '../../wait/clock.ts'
import type { ChangeLedger } from '../changes/change-ledger.ts'
import { readResponseHead } from '../gremlin/gremlin-response.ts'
import type { OpenSessions } from '../gremlin/open-sessions.ts'
import type { Routed } from '../gremlin/request-policy.ts'
import { type Rejection, rejectionText } from '../rejection.ts'
import { internal } from '../service-rejections.ts'

/** Bytes that may wait to be sent before the sender is paused. */
const HIGH_WATER = 1024 * 1024

/**
 * How long an engine that goes on without its client may take to answer, in milliseconds: as long as a query may take on
 * Neptune where `neptune_query_timeout` is the default.
 */
const ABANDONED_MS = 120_000

/** Why a connection is closed from this side. */
const TEST_ENDED = 'The test has ended, and what it did not await is cut.'

/** Why a session is closed from this side. */
const SESSION_ENDED = 'The test has ended, and what this session had not committed is rolled back.'

/** Points one message of the Gremlin protocol at the graph it belongs to; a long one takes its time. */
type Router = (message: Buffer, isBinary: boolean) => Routed<Buffer> | Promise<Routed<Buffer>>
/** The router of one worker. */
export type RouterOf = (worker: number) => Router

interface WebSocketRelayOptions {
  readonly client: WebSocket
  /** Open already. Both sockets have `autoPong` off: pings are the other side's to answer. */
  readonly engine: WebSocket
  /** As of `Upstream`. */
  readonly endsWithSocket: boolean
  readonly clock: Clock
  readonly route: Router
  readonly worker: number
  readonly changes: ChangeLedger
  readonly sessions: OpenSessions
  /** Notes a request that is forwarded. Its result is called when the request has ended, with whether the engine failed to answer. */
  readonly begin?: ((text: string) => (hasFailed: boolean) => void) | undefined
  /** Told why the connection is ended, where a message is rejected and there is no answer that could say so. */
  readonly onRejected?: ((rejection: Rejection) => void) | undefined
  /** An answer of the engine as the client is to get it; default unchanged. */
  readonly amend?: ((message: Buffer) => Buffer) | undefined
}

/** Relays messages, pings and the end of the connection both ways, each at the pace of its receiver. */
export function relayWebSocket(options: WebSocketRelayOptions): void {
  const { client, engine, endsWithSocket, clock, route, worker, changes, sessions, begin, onRejected, amend } = options
  /** Requests that can change something and are not answered yet, by id; each with what is to be called at its end. */
  const underWay = new Map<string, () => void>()
  const endAll = () => {
    for (const end of underWay.values()) end()
    underWay.clear()
  }

  /** Called when all of those are answered, once the client is gone. */
  let onAnswered: (() => void) | undefined
  /** Nobody awaits its answers any more. They are still read where it goes on with what can change something. */
  const leaveEngine = (code: number, reason: Buffer) => {
    const end = () => close(engine, code, reason)
    if (endsWithSocket || underWay.size === 0) return end()
    if (engine.isPaused) engine.resume()
    onAnswered ??= end
    engine.once('close', clock.after(ABANDONED_MS, end, { isIdle: true }))
  }

  const asked = new Map<string, (hasFailed: boolean) => void>()
  const endAsked = (hasFailed: boolean) => {
    for (const end of asked.values()) end(hasFailed)
    asked.clear()
  }
  const note = (key: string, content: Buffer) => {
    if (!begin) return
    asked.get(key)?.(false)
    // A binary message begins with its mime type.
    asked.set(
      key,
      begin(
        `WebSocket ${content
          .toString('latin1', 0, 300)
          .replace(/[^\x20-\x7e]+/g, ' ')
          .slice(-200)}`,
      ),
    )
  }

  /** Closes the connection: the engine then ends what it evaluates for it. */
  const cut = () => {
    close(client, 1001, asReason(TEST_ENDED))
    leaveEngine(1001, asReason(TEST_ENDED))
  }
  const endSession = () => {
    // Until the engine has closed its side it may still be rolling back.
    engine.once('close', changes.begin(worker, 'a Gremlin session'))
    close(client, 1001, asReason(SESSION_ENDED))
    leaveEngine(1001, asReason(SESSION_ENDED))
  }
  const noteSession = ({ id, isClosing }: { readonly id: string; readonly isClosing: boolean }) => {
    if (isClosing) sessions.close(endSession)
    else sessions.use({ worker, id, end: endSession })
  }

  const pass = (routed: Routed<Buffer>, isBinary: boolean) => {
    // The end of a connection has ended all that was under way on it.
    if (client.readyState !== client.OPEN || engine.readyState !== engine.OPEN) return
    if ('content' in routed) {
      // Before it is forwarded: nothing may change unnoticed.
      if (routed.mayChange) {
        const key = routed.requestId ?? ''
        underWay.get(key)?.()
        underWay.set(key, changes.begin(worker, 'a Gremlin query by WebSocket', endsWithSocket ? cut : undefined))
      }
      if (routed.session) noteSession(routed.session)
      note(routed.requestId ?? '', routed.content)
      forward(client, engine, routed.content, isBinary)
    } else if (routed.answer !== undefined) {
      forward(client, client, routed.answer, isBinary)
    } else {
      onRejected?.(routed.rejection)
      close(client, routed.rejection.status >= 500 ? 1011 : 1003, asReason(rejectionText(routed.rejection)))
    }
  }
  /** The message that is being read, and those that came behind it, which keep their place. */
  let reading: Promise<void> | undefined
  client.on('message', (data, isBinary) => {
    const message = toBuffer(data)
    const routing = reading ? reading.then(() => route(message, isBinary)) : safely(route, message, isBinary)
    if (!(routing instanceof Promise)) {
      pass(routing, isBinary)
      return
    }
    client.pause()
    const read = routing
      .catch((cause: unknown): Routed<Buffer> => ({ rejection: internal(cause) }))
      .then((routed) => {
        pass(routed, isBinary)
        if (reading !== read) return
        reading = undefined
        if (engine.bufferedAmount < HIGH_WATER) client.resume()
      })
    reading = read
  })
  engine.on('message', (data, isBinary) => {
    const message = toBuffer(data)
    if (underWay.size > 0 || asked.size > 0) {
      const head = readResponseHead(message)
      if (head && !head.isPartial) {
        underWay.get(head.requestId)?.()
        underWay.delete(head.requestId)
        if (underWay.size === 0) onAnswered?.()
        asked.get(head.requestId)?.(false)
        asked.delete(head.requestId)
      }
    }
    forward(engine, client, amend?.(message) ?? message, isBinary)
  })

  for (const [from, to] of [
    [client, engine],
    [engine, client],
  ] as const) {
    from.on('ping', (data) => (to.readyState === to.OPEN ? to.ping(data) : from.pong(data)))
    from.on('pong', (data) => to.readyState === to.OPEN && to.pong(data))
    from.on('close', (code, reason) => {
      // What can change something counts until the engine has closed its side, or answered.
      if (from === engine || engine.readyState === engine.CLOSED) endAll()
      endAsked(from === engine)
      sessions.forget(endSession)
      if (from === client) leaveEngine(code, reason)
      else close(client, code, reason)
    })
    // A protocol fault or a lost connection; ws closes the socket itself, and 'close' follows.
    from.on('error', () => {})
  }
  // A side that left before its listeners were there has nobody to tell any more.
  if (client.readyState !== client.OPEN) close(engine, 1001, Buffer.alloc(0))
  if (engine.readyState !== engine.OPEN) close(client, 1006, Buffer.alloc(0))
}

function safely(route: Router, message: Buffer, isBinary: boolean): Routed<Buffer> | Promise<Routed<Buffer>> {
  try {
    return route(message, isBinary)
  } catch (cause) {
    // It must not end the daemon, and with it the runs of everybody.
    return { rejection: internal(cause) }
  }
}

function forward(from: WebSocket, to: WebSocket, message: Buffer, binary: boolean): void {
  if (to.readyState !== to.OPEN) return
  to.send(message, { binary }, () => {
    if (from.isPaused && to.bufferedAmount < HIGH_WATER) from.resume()
  })
  if (to.bufferedAmount >= HIGH_WATER && from !== to) from.pause()
}

/** Passes the end on. Codes that must not be sent say how a connection ended without one. */
function close(socket: WebSocket, code: number, reason: Buffer): void {
  if (socket.isPaused) socket.resume()
  if (code === 1005) socket.close()
  else if (code === 1006) socket.close(1011, 'The other side went away without saying why.')
  else if (code === 1015) socket.close(1011)
  else socket.close(code, reason)
}

/** A reason is at most 123 bytes, and valid UTF-8 also where it is cut. */
const asReason = (text: string): Buffer => Buffer.from(text.replace(/[^\x20-\x7e]/g, '?').slice(0, 123))

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
