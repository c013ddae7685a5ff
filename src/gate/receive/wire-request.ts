import type { IncomingMessage } from 'node:http'
import { splitTarget, type WireHeader, type WireRequest } from '../../sigv4/canonical-request.ts'

/** A request of Node's server as it was on the wire, which is what a signature covers. HTTP requests and upgrades alike. */
export function wireRequest(request: IncomingMessage, bodySha256: string, body?: Buffer): WireRequest {
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: wireHeaders(request.rawHeaders),
    bodySha256,
    body,
  }
}

/** Node's and undici's flat list of names and values as pairs. Each character stands for one byte. */
export function wireHeaders(rawHeaders: readonly (Buffer | string)[]): WireHeader[] {
  const found: WireHeader[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) found.push([textOf(rawHeaders[at]), textOf(rawHeaders[at + 1])])
  return found
}

const textOf = (bytes: Buffer | string = ''): string => (typeof bytes === 'string' ? bytes : bytes.toString('latin1'))

/** What stands between the slashes of a target's path, its escapes resolved: `/a/%5Fsearch?q=b` has `a` and `_search`. */
export const segmentsOf = (target: string): readonly string[] =>
  splitTarget(target).path.split('/').filter(Boolean).map(decode)

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // Not valid UTF-8: the engine will reject it, and here it is the name of nothing.
    return segment
  }
}

/** The path of a target with its escapes resolved, and without slashes that mean nothing. */
export const plainPath = (target: string): string => `/${segmentsOf(target).join('/')}`
