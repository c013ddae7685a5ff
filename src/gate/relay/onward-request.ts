import { decodeBytes, splitTarget, valuesByName, type WireHeader } from '../../sigv4/canonical-request.ts'

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
export function onwardRequestHeaders(headers: readonly WireHeader[]): WireHeader[] {
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
