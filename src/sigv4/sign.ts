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
 * The headers of a request with its SigV4 signature: the given headers, and `host`, `x-amz-content-sha256`, `x-amz-date`, the
 * session token if there is one, and `authorization`. Each of these replaces a given header of the same name.
 *
 * The signature covers `host`, `content-type` and all `x-amz-…`, as AWS requires. It covers nothing else, because proxies may
 * change other headers.
 */
export function signHeaders(request: WireRequest, { host, region, service, credentials, now }: Signing): WireHeader[] {
  const stamp = toStamp(now)
  const scope: Scope = { date: stamp.slice(0, 8), region, service }
  const { sessionToken } = credentials
  const headers = request.headers.filter(([name]) => !replaced.has(name.toLowerCase()))
  // OpenSearch Serverless requires the hash, and the other services accept it. It also tells a verifier how the body was signed.
  headers.push(['host', host], ['x-amz-content-sha256', request.bodySha256], ['x-amz-date', stamp])
  if (sessionToken !== undefined) headers.push(['x-amz-security-token', sessionToken])
  const signedHeaders = [...valuesByName(headers).keys()].filter(isSigned).sort()
  const signature = authorization({ ...request, headers }, { credentials, signedHeaders, stamp, scope })
  return [...headers, ['authorization', signature]]
}

const replaced = new Set(['host', 'authorization', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'])
const isSigned = (name: string): boolean => name === 'host' || name === 'content-type' || name.startsWith('x-amz-')

/** The value of `authorization` for a request that has all its other headers. */
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
