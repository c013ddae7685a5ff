/** What can be told of an answer of the Gremlin protocol without reading its results. */
export interface ResponseHead {
  /** Lower-case hex without dashes. */
  readonly requestId: string
  /** Whether more answers to the same request follow (status 206). */
  readonly isPartial: boolean
}

const GRAPHBINARY_VERSION = 0x81
const PARTIAL = 206
const AUTHENTICATE = 407

/** Reads the head of an answer in GraphBinary or GraphSON; `undefined` where it cannot be told. */
export function readResponseHead(message: Buffer): ResponseHead | undefined {
  if (message[0] === GRAPHBINARY_VERSION) {
    // version, flag of a nullable value, id, code
    if (message[1] !== 0 || message.length < 22) return undefined
    return head(message.toString('hex', 2, 18), message.readInt32BE(18))
  }
  // The server writes requestId and status first; only the start is looked at, for results can be large.
  const text = message.toString('utf8', 0, 4096)
  const id = /"requestId"\s*:\s*(?:\{[^}]*"@value"\s*:\s*)?"([0-9a-fA-F-]{36})"/.exec(text)?.[1]
  const code = /"code"\s*:\s*(?:\{[^}]*"@value"\s*:\s*)?(\d{3})\b/.exec(text)?.[1]
  return id === undefined || code === undefined ? undefined : head(plainId(id), Number(code))
}

/** An id without dashes and in lower case. */
export function plainId(requestId: string): string {
  return requestId.replaceAll('-', '').toLowerCase()
}

const head = (requestId: string, code: number): ResponseHead => ({
  requestId,
  isPartial: code === PARTIAL || code === AUTHENTICATE,
})
