import { createHash } from 'node:crypto'
import aws4 from 'aws4'
import type { AwsCredentials } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import { signingNames } from '../resource/endpoint.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock, toIsoTime } from '../wait/clock.ts'

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
 * `x-amz-content-sha256`, the session token where there is one, and `Authorization`.
 *
 * The time is the real one, also where a test has set the clock.
 */
export function signedHeaders(
  request: UnsignedRequest,
  endpoint: Endpoint,
  credentials: AwsCredentials,
  clock: Clock = systemClock,
): Record<string, string> {
  const { method, path, body = '' } = request
  const { headers = {} } = aws4.sign(
    {
      service: signingNames[endpoint.service],
      region: endpoint.region,
      method,
      path,
      headers: {
        ...withoutHost(request.headers ?? {}),
        host: endpoint.signingHost,
        // OpenSearch Serverless demands it and the others accept it; with it a verifier need not guess about the body.
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
        'x-amz-date': amzDate(clock.now()),
      },
      body,
    },
    {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken && { sessionToken: credentials.sessionToken }),
    },
  )
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** `20261124T081500Z`. */
function amzDate(now: number): string {
  return toIsoTime(now).replace(/[:-]|\.\d{3}/g, '')
}

function withoutHost(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host'))
}
