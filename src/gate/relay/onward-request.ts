import { messageOf } from '../../errors/errors.ts'
import { decodeBytes, splitTarget, valuesByName, type WireHeader } from '../../sigv4/canonical-request.ts'
import type { OnwardRequest, PreparedRequest, Upstream } from './upstream.ts'

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

/** The target without the parameters of a signature: an engine refuses what it does not know, and AWS a second one. */
export function onwardTarget(target: string): string {
  const { path, query } = splitTarget(target)
  if (!/x-amz-|%/i.test(query)) return target
  const pieces = query.split('&')
  const kept = pieces.filter((piece) => !/^x-amz-/i.test(decodeBytes(piece)))
  if (kept.length === pieces.length) return target
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`
}
