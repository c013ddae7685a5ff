import { type Rejection, rejectionText } from '../rejection.ts'

/** What can be told of an answer of the Gremlin protocol without reading its results. */
interface ResponseHead {
  /** Lower-case hex without dashes. */
  readonly requestId: string
  /** The status: 200, 206, or that of an error. */
  readonly code: number
  /** Whether it is in GraphBinary. */
  readonly isBinary: boolean
  /** Whether more answers to the same request follow (status 206). */
  readonly isPartial: boolean
}

const GRAPHBINARY_VERSION = 0x81
const PARTIAL = 206
const BACKSLASH = 0x5c
const AUTHENTICATE = 407

/** Reads the head of an answer in GraphBinary or GraphSON; `undefined` where it cannot be told. */
export function readResponseHead(message: Buffer): ResponseHead | undefined {
  if (message[0] === GRAPHBINARY_VERSION) {
    // version, flag of a nullable value, id, code
    if (message[1] !== 0 || message.length < 22) return undefined
    return head(message.toString('hex', 2, 18), message.readInt32BE(18), true)
  }
  // The server writes requestId and status first; only the start is looked at, for results can be large.
  const text = message.toString('utf8', 0, 4096)
  const id = /"requestId"\s*:\s*(?:\{[^}]*"@value"\s*:\s*)?"([0-9a-fA-F-]{36})"/.exec(text)?.[1]
  const code = CODE.exec(text)?.[1] ?? codeAfterMessage(message, text)
  return id === undefined || code === undefined ? undefined : head(plainId(id), Number(code), false)
}

const CODE = /"code"\s*:\s*(?:\{[^}]*"@value"\s*:\s*)?(\d{3})\b/

/** The code behind a long message: that of an error may repeat the request. */
function codeAfterMessage(message: Buffer, start: string): string | undefined {
  const opening = /"status"\s*:\s*\{\s*"message"\s*:\s*"/.exec(start)
  if (!opening) return undefined
  let end = opening.index + opening[0].length
  for (;;) {
    end = message.indexOf('"', end)
    if (end < 0) return undefined
    let slashes = 0
    while (message[end - 1 - slashes] === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return CODE.exec(message.toString('utf8', end, end + 200))?.[1]
    end += 1
  }
}

/** An id without dashes and in lower case. */
export function plainId(requestId: string): string {
  return requestId.replaceAll('-', '').toLowerCase()
}

const head = (requestId: string, code: number, isBinary: boolean): ResponseHead => ({
  ...{ requestId, code, isBinary },
  isPartial: code === PARTIAL || code === AUTHENTICATE,
})

/** The status of an answer of the Gremlin protocol. */
interface GremlinError {
  /** 498 for a request that cannot be read, 499 for what is not supported, 597 for a script that fails, 500 for a fault of the server. */
  readonly code: number
  /** JSON in Neptune's error format, as Neptune puts it there. */
  readonly message: string
}

/** What Neptune does not support is seen as 499 by its users. */
const codes: Partial<Record<Rejection['reason'], number>> = { 'foreign-graph': 597, 'unsupported-gremlin': 499 }

/** A rejection as Neptune reports errors over a WebSocket. */
export function gremlinError(rejection: Rejection, requestId: string): GremlinError {
  const code = codes[rejection.reason] ?? (rejection.status >= 500 ? 500 : 498)
  const message = JSON.stringify({ requestId, code: rejection.type, detailedMessage: rejectionText(rejection) })
  return { code, message }
}
