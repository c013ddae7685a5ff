import type { IncomingMessage } from 'node:http'
import { parseCredential } from '../../../src/gate/verify/claim.ts'
import { sha256, type WireHeader, type WireRequest } from '../../../src/sigv4/canonical-request.ts'

/** A request in the form that the verifier accepts. */
export function receivedRequest(request: IncomingMessage, body: Buffer): WireRequest & { readonly body: Buffer } {
  const headers: WireHeader[] = []
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    headers.push([request.rawHeaders[at]!, request.rawHeaders[at + 1]!])
  }
  return { method: request.method ?? 'GET', target: request.url ?? '/', headers, body, bodySha256: sha256(body) }
}

/** The access key, region and service of a signature. */
export interface Signer {
  readonly accessKeyId: string
  readonly service: string
  /** Empty where there is no signature. */
  readonly region: string
}

/** The claims of a signature, whether or not it is valid; guessed where there is none. */
export function claimedSigner({ headers, target }: WireRequest): Signer {
  const authorization = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? ''
  const credential = parseCredential(/Credential=([^,\s]+)/.exec(authorization)?.[1] ?? '')
  return typeof credential === 'string'
    ? { accessKeyId: '', service: target.startsWith('/2021-01-01/') ? 'es' : 'sts', region: '' }
    : { accessKeyId: credential.accessKeyId, service: credential.scope.service, region: credential.scope.region }
}
