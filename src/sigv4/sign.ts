import type { AwsCredentials } from '../base/credentials.ts'
import { valuesByName, type WireHeader, type WireRequest } from './canonical-request.ts'
import { ALGORITHM, type Scope, signableOf, signatureOf } from './signature.ts'
import { toStamp } from './time-stamp.ts'

/** Who signs, for which service, and when. */
export interface Signing {
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
 * The headers of a request with its SigV4 signature: those it has, and `host`, `x-amz-content-sha256`, `x-amz-date`,
 * the session token where there is one, and `authorization`, each in the place of one that it has already.
 *
 * Signed are `host`, `content-type` and all `x-amz-…`, as AWS demands, and nothing else: whatever is between client and
 * service may change the rest.
 */
export function signHeaders(request: WireRequest, { host, region, service, credentials, now }: Signing): WireHeader[] {
  const stamp = toStamp(now)
  const scope: Scope = { date: stamp.slice(0, 8), region, service }
  const { sessionToken } = credentials
  const headers = request.headers.filter(([name]) => !replaced.has(name.toLowerCase()))
  // OpenSearch Serverless demands the hash and the others accept it; with it a verifier need not guess about the body.
  headers.push(['host', host], ['x-amz-content-sha256', request.bodySha256], ['x-amz-date', stamp])
  if (sessionToken !== undefined) headers.push(['x-amz-security-token', sessionToken])
  const signedHeaders = [...valuesByName(headers).keys()].filter(isSigned).sort()
  const signature = authorization({ ...request, headers }, { credentials, signedHeaders, stamp, scope })
  return [...headers, ['authorization', signature]]
}

const replaced = new Set(['host', 'authorization', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'])
const isSigned = (name: string): boolean => name === 'host' || name === 'content-type' || name.startsWith('x-amz-')

/** The value of `authorization` for a request whose other headers are all there. */
export function authorization(
  request: WireRequest,
  signing: {
    readonly credentials: AwsCredentials
    /** Lower case and sorted. */
    readonly signedHeaders: readonly string[]
    /** `YYYYMMDDTHHMMSSZ`. */
    readonly stamp: string
    readonly scope: Scope
    /** Default true, as for every service except S3. */
    readonly normalizePath?: boolean
  },
): string {
  const { credentials, signedHeaders, scope, normalizePath } = signing
  const signature = signatureOf(signableOf(request, signing, normalizePath), credentials.secretAccessKey)
  const credential = `${credentials.accessKeyId}/${scope.date}/${scope.region}/${scope.service}/aws4_request`
  return `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
}
