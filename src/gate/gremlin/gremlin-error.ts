import { type Refusal, refusalText } from '../rejection.ts'

/** The status of an answer of the Gremlin protocol. */
export interface GremlinError {
  /** 498 for a request that cannot be read, 499 for what is not supported, 597 for a script that fails, 500 for a fault of the server. */
  readonly code: number
  /** JSON in Neptune's error format, as Neptune puts it there. */
  readonly message: string
}

/** What Neptune does not support is seen as 499 by its users. */
const codes: Partial<Record<Refusal['reason'], number>> = { 'foreign-graph': 597, 'unsupported-gremlin': 499 }

/** A refusal as Neptune reports errors over a WebSocket. */
export function gremlinError(refusal: Refusal, requestId: string): GremlinError {
  const code = codes[refusal.reason] ?? (refusal.status >= 500 ? 500 : 498)
  const message = JSON.stringify({ requestId, code: refusal.type, detailedMessage: refusalText(refusal) })
  return { code, message }
}
