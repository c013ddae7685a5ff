/** What a gate takes in at most. Beyond each limit a request or a connection is rejected; the gate lives on. */
export interface GateLimits {
  /** Connections at one time, WebSockets included; one more is closed at once. */
  readonly connections: number
  /** WebSockets at one time, those that are being opened included; one more is answered 429. */
  readonly webSockets: number
  /** Requests that are received or answered at one time; one more is answered 429. */
  readonly requests: number
  /** Connections at one time on which no request has been verified yet; for one more, the oldest of them is closed. */
  readonly unauthenticatedConnections: number
  /**
   * Requests with bodies at one time whose headers show that no known key has signed them; one more is closed at once. They
   * do not count among `requests`, and nothing of their bodies is kept.
   */
  readonly unauthenticatedRequests: number
  /** The request line and the headers of one request, in bytes; more is answered 431. */
  readonly headerBytes: number
  /** How much of one body is kept in memory, in bytes; what is longer goes to a file. */
  readonly bodyInMemoryBytes: number
  /** How much of all bodies together is kept in memory, in bytes; beyond it bodies go to files, however short. */
  readonly bodiesInMemoryBytes: number
  /** How long all bodies together may be, in bytes; one more is answered 429. */
  readonly bodiesBytes: number
  /** How long a TLS handshake may take, in milliseconds. */
  readonly handshakeMs: number
  /** How long the headers of a request may take, from the first byte or from the connection, in milliseconds. */
  readonly headersMs: number
  /** How long a whole request may take to arrive, in milliseconds. */
  readonly requestMs: number
  /** How long an idle connection is kept between requests, in milliseconds. */
  readonly idleMs: number
}

const MIB = 1024 * 1024

/** Far beyond what test workers on one machine need, and well within what it has. */
export const defaultLimits: GateLimits = {
  connections: 2_000,
  webSockets: 500,
  requests: 1_000,
  unauthenticatedConnections: 500,
  unauthenticatedRequests: 100,
  // What Node takes by default. The load balancers of AWS take as much.
  headerBytes: 16 * 1024,
  bodyInMemoryBytes: 16 * MIB,
  bodiesInMemoryBytes: 128 * MIB,
  bodiesBytes: 1024 * MIB,
  handshakeMs: 10_000,
  headersMs: 15_000,
  requestMs: 120_000,
  // Longer than clients keep theirs: a gate that hangs up first hits a request that is just being sent.
  idleMs: 10 * 60 * 1000,
}

/** All limits, those that are not given by default. */
export const limitsOf = (limits: Partial<GateLimits> = {}): GateLimits => ({ ...defaultLimits, ...limits })
