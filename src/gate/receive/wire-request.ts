import type { IncomingMessage } from 'node:http'
import type { WireHeader, WireRequest } from '../../sigv4/canonical-request.ts'

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
