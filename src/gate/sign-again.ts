import type { AwsCredentials } from '../resource/credentials.ts'
import { splitTarget, type WireHeader } from './canonical-request.ts'
import { ALGORITHM, type Scope, signableOf, signatureOf } from './signature.ts'
import { toStamp } from './signing-time.ts'
import type { OnwardRequest } from './upstream.ts'

export interface SignAgainOptions {
  /** The `host` to sign and to send. */
  readonly host: string
  readonly region: string
  /** The signing name of the service: `es`. */
  readonly service: string
  readonly credentials: AwsCredentials
  /** Milliseconds since the Unix epoch. */
  readonly now: number
}

/**
 * Signs a request that has lost its signature, in its headers, over the very bytes of its path and query. What the
 * first signer said in the query about its own signature is taken out.
 */
export function signAgain(request: OnwardRequest, options: SignAgainOptions): OnwardRequest {
  const { host, region, service, credentials, now } = options
  const stamp = toStamp(now)
  const scope: Scope = { date: stamp.slice(0, 8), region, service }
  const target = withoutSignature(request.target)
  const headers: WireHeader[] = [
    ...request.headers,
    ['host', host],
    ['x-amz-content-sha256', request.bodySha256],
    ['x-amz-date', stamp],
    ...(credentials.sessionToken === undefined ? [] : [['x-amz-security-token', credentials.sessionToken] as const]),
  ]
  const present = new Set(headers.map(([name]) => name.toLowerCase()))
  const signedHeaders = ['content-type', 'host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'].filter(
    (name) => present.has(name),
  )
  const wire = { ...request, target, headers }
  const signature = signatureOf(signableOf(wire, { signedHeaders, stamp, scope }), credentials.secretAccessKey)
  const credential = `${credentials.accessKeyId}/${scope.date}/${region}/${service}/aws4_request`
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  return { ...wire, headers: [...headers, ['authorization', authorization]] }
}

/** The target without `X-Amz-…` parameters. */
function withoutSignature(target: string): string {
  const { path, query } = splitTarget(target)
  if (!/(?:^|&)x-amz-/i.test(query)) return target
  const kept = query.split('&').filter((piece) => !/^x-amz-/i.test(piece))
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`
}
