import { retryAfterMs } from '../../wait/retry-after.ts'
import type { Attempt } from './attempt.ts'
import { isConnectionError, isResponseError } from './error.ts'

/** What of a request says whether it may be sent twice. */
export interface Repeatable {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly querystring?: Readonly<Record<string, unknown>> | string | undefined
}

/** POSTs that read, or that do the same however often they are sent. An index may come before them. */
const harmlessPosts = new RegExp(
  `^(/[^/]+)?/(${[
    '_search|_count|_msearch|_mget|_field_caps|_search_shards|_rank_eval|_analyze|_mtermvectors',
    '_validate/query|_search/template|_msearch/template|_render/template(/[^/]+)?',
    '_explain/[^/]+|_termvectors(/[^/]+)?',
    '_refresh|_flush|_cache/clear',
    // The whole document under an id that is given.
    '_doc/[^/]+',
  ].join('|')})$`,
)

/** Of these the second answer differs from the first: a document is created once, and a scroll moves on. */
const conditions = ['op_type', 'if_seq_no', 'if_primary_term', 'version']

/** Whether a request can be sent again when it is not known what became of it. */
export function isSafeToRepeat({ method, path, querystring = {} }: Repeatable): boolean {
  const query =
    typeof querystring === 'string' ? Object.fromEntries(new URLSearchParams(querystring)) : (querystring ?? {})
  if (conditions.some((name) => query[name] !== undefined)) return false
  if (method === 'POST') return harmlessPosts.test(path)
  if (/(^|\/)_search\/scroll(\/|$)/.test(path)) return method === 'DELETE'
  return !/^\/[^/]+\/_create\//.test(path)
}

/** Answers that say that the service, or what is before it, cannot do it now. */
const passing = new Set([429, 502, 503, 504])

/** Whether an answer with this status may be another one a little later. */
export const isPassing = (status: number | null | undefined): boolean => passing.has(status ?? 0)

/**
 * Whether a failed attempt is worth another: it failed for a reason that passes, and either nothing of it was executed
 * or it does no harm twice. One whose time has run out is not, for the caller has waited long enough.
 */
export function mayRepeat(error: unknown, attempt: Attempt, request: Repeatable): boolean {
  if (attempt.isLate) return false
  if (isResponseError(error)) {
    if (!isPassing(error.meta.statusCode)) return false
    return error.meta.statusCode === 429 || isSafeToRepeat(request)
  }
  if (!isConnectionError(error)) return false
  // A certificate that is not trusted now will not be trusted in a moment.
  if (isTlsError(attempt.cause)) return false
  return !attempt.mayHaveArrived || isSafeToRepeat(request)
}

function isTlsError(cause: Error | undefined): boolean {
  const { code = '' } = (cause ?? {}) as { code?: string }
  return /CERT|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO/.test(code)
}

/** The pause that a rejected request is asked for, in milliseconds. */
export function askedPauseMs(error: unknown, now: number): number | undefined {
  return isResponseError(error) ? retryAfterMs(error.meta.headers, now) : undefined
}
