import type { Dispatcher } from 'undici'
import type { WebSocket } from 'ws'
import { messageOf } from '../../errors/errors.ts'
import { decodeBytes, splitTarget, valuesByName, type WireHeader } from '../../sigv4/canonical-request.ts'
import type { GateLimits } from '../limits.ts'

/** A request as it goes on, without the client's signature, host and length. */
export interface OnwardRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly WireHeader[]
  /** Lower-case hex of the SHA-256 of its body. */
  readonly bodySha256: string
}

/** A request as it has to be on the other side. */
export interface PreparedRequest extends OnwardRequest {
  /** After it was rejected for credentials that have expired: whether there are others to sign it with. Never fails. */
  renew?(): Promise<boolean>
}

/** What is behind the gate cannot be reached, or went away before it answered. */
export class UpstreamUnreachable extends Error {
  /** Whether nothing of the request has come there. */
  readonly isUnsent: boolean

  constructor(message: string, { isUnsent = false, ...options }: ErrorOptions & { readonly isUnsent?: boolean } = {}) {
    super(message, options)
    this.isUnsent = isUnsent
  }
}

/** The same of a request that can have changed something: it may have come there, and is not sent again. */
export class ChangeUnanswered extends UpstreamUnreachable {
  constructor(cause: UpstreamUnreachable) {
    super(cause.message, { cause })
  }
}

/** Where a gate sends what it has let through. */
export interface Upstream {
  /** As messages name it: `The OpenSearch engine`. */
  readonly name: string
  /** What the user can do once it is gone. */
  advice(): string
  /** Whether it can be sent requests by now. */
  isReady(): boolean
  /**
   * The request as it has to be there: with its host, and where it asks for one, its signature. Fails with
   * UpstreamUnreachable where it is not ready any more.
   */
  prepare(request: OnwardRequest): PreparedRequest | Promise<PreparedRequest>
  /** Whether requests are signed for it, and so the hash of their bodies has to be known. */
  readonly signs: boolean
  /** The connections to it. Asked only once it is ready. */
  connections(): Dispatcher
  /**
   * Whether what is carried out for a WebSocket ends with it, and it is closed from that side only then. Otherwise a
   * request goes on that nobody awaits any more.
   */
  readonly endsWithSocket: boolean
  /** Starts a WebSocket that leaves pings to the two ends. */
  openWebSocket(request: OnwardRequest, maxPayload: number): WebSocket
  /** Drops its connections, and opens no more. */
  close(): void
}

/** Settings of every pool of connections: one for each request under way, and each answer takes the time it takes. */
export const connectionSettings = ({ idleMs }: GateLimits) =>
  ({ allowH2: false, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: idleMs }) as const

/** A request could not be made ready to go on. */
export class NotPrepared extends Error {}

/**
 * The request as it goes on: without the client's signature, and with the host and the authentication that the other side
 * wants. Fails with NotPrepared where there is nothing to sign it with.
 */
export function onwardRequest(upstream: Upstream, request: OnwardRequest): PreparedRequest | Promise<PreparedRequest> {
  const { method, bodySha256 } = request
  const target = onwardTarget(request.target)
  const prepared = upstream.prepare({ method, target, headers: onwardRequestHeaders(request.headers), bodySha256 })
  if (!(prepared instanceof Promise)) return prepared
  return prepared.catch((cause: unknown) => {
    throw new NotPrepared(messageOf(cause), { cause })
  })
}

/** Headers that are about one connection, not about the message (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The headers of a message without those that are about the connection it came by. */
export function onwardHeaders(headers: readonly WireHeader[]): WireHeader[] {
  return withoutNames(headers, () => false)
}

/** The same of a request, without what is for the gate: the signature and what belongs to it, and what is set anew. */
function onwardRequestHeaders(headers: readonly WireHeader[]): WireHeader[] {
  return withoutNames(headers, (name) => forGate.has(name) || name.startsWith('x-amz-'))
}

const forGate = new Set(['authorization', 'host', 'content-length', 'expect'])

function withoutNames(headers: readonly WireHeader[], isTaken: (name: string) => boolean): WireHeader[] {
  const byName = valuesByName(headers)
  const named = byName.get('connection')?.flatMap((value) => value.split(',').map((it) => it.trim().toLowerCase()))
  const dropped = [...byName.keys()].filter((name) => hopByHop.has(name) || named?.includes(name) || isTaken(name))
  return headers.filter(([name]) => !dropped.includes(name.toLowerCase()))
}

/** The target without the parameters of a signature: an engine rejects what it does not know, and AWS a second one. */
export function onwardTarget(target: string): string {
  const { path, query } = splitTarget(target)
  if (!/x-amz-|%/i.test(query)) return target
  const pieces = query.split('&')
  const kept = pieces.filter((piece) => !/^x-amz-/i.test(decodeBytes(piece)))
  if (kept.length === pieces.length) return target
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`
}
