import type { Dispatcher } from 'undici'
import type { WebSocket } from 'ws'
import type { WireHeader } from '../../sigv4/canonical-request.ts'
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
  /** After it was refused for credentials that have expired: whether there are others to sign it with. Never fails. */
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
