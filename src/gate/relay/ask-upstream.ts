import { sha256 } from '../../sigv4/canonical-request.ts'
import type { Upstream } from './upstream.ts'

/** A request of the gate's own. */
interface OwnRequest {
  readonly method: 'GET' | 'PUT'
  readonly target: string
  /** Sent as JSON; default: no body. */
  readonly content?: object | undefined
  readonly timeoutMs: number
}

/** Sends a request of the gate's own. Fails as the connection does, and where no whole answer has come in time. */
export async function askUpstream(
  upstream: Upstream,
  { method, target, content, timeoutMs }: OwnRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const body = content ? JSON.stringify(content) : ''
  const headers = content ? ([['content-type', 'application/json']] as const) : []
  const prepared = await upstream.prepare({ method, target, headers, bodySha256: sha256(body) })
  const answer = await upstream.connections().request({
    method,
    path: prepared.target,
    headers: Object.fromEntries(prepared.headers),
    body: content ? body : null,
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}
