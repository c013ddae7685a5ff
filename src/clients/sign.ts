import type { AwsCredentials } from '../base/credentials.ts'
import type { Endpoint } from '../base/endpoint.ts'
import { signingNames } from '../base/endpoint.ts'
import { sha256 } from '../sigv4/canonical-request.ts'
import { signHeaders } from '../sigv4/sign.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** What of a request goes into its signature. */
export interface UnsignedRequest {
  readonly method: string
  /** As it goes over the wire, with its query. */
  readonly path: string
  /** Default none. A host among them is replaced by the endpoint's. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default empty. */
  readonly body?: string | Buffer | undefined
}

/**
 * The headers of the request with its SigV4 signature, for this endpoint and for now: `host`, `x-amz-date`,
 * `x-amz-content-sha256`, the session token where there is one, and `authorization`.
 *
 * The time is the real one, also where a test has set the clock.
 */
export function signedHeaders(
  request: UnsignedRequest,
  endpoint: Endpoint,
  credentials: AwsCredentials,
  clock: Clock = systemClock,
): Record<string, string> {
  const { method, path, headers = {}, body = '' } = request
  const wire = {
    method,
    target: path,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as const),
    bodySha256: sha256(body),
  }
  return Object.fromEntries(
    signHeaders(wire, {
      host: endpoint.signingHost,
      region: endpoint.region,
      service: signingNames[endpoint.service],
      credentials,
      now: clock.now(),
    }),
  )
}
