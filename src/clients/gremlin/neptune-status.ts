import type { AwsCredentials } from '../../base/credentials.ts'
import type { Endpoint } from '../../base/endpoint.ts'
import { ClientRejectedError, messageOf } from '../../errors/errors.ts'
import { rejectionHint, UNREACHED } from '../../errors/hints.ts'
import { readRejection } from '../../errors/service-rejection.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import * as messages from '../messages.ts'
import { sendSigned } from '../signed-request.ts'

/** What Neptune answers at `/status` ("Health status of an instance" in its user guide). */
export interface NeptuneStatus {
  /** `healthy`, or what is going on instead: `recovery`. */
  readonly status: string
  /** When the instance started: `Tue Nov 24 01:51:00 UTC 2026`. */
  readonly startTime?: string
  /** The Neptune engine: `1.4.7.1`. A stand-in names the one that would report its TinkerPop version. */
  readonly dbEngineVersion?: string
  readonly role?: 'writer' | 'reader' | (string & {})
  readonly dfeQueryEngine?: string
  /** The version of TinkerPop: `tinkerpop-3.7.1`. */
  readonly gremlin: { readonly version: string }
  readonly opencypher?: { readonly version: string }
  readonly sparql?: { readonly version: string }
  readonly labMode?: Readonly<Record<string, string>>
  readonly rollingBackTrxCount?: string | number
  readonly features?: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, unknown>>
}

/**
 * Asks for `/status`, signed. Fails with a ClientRejectedError where there is no answer in 10 seconds, for any answer but
 * 200, and for one that is not Neptune's.
 */
export async function fetchNeptuneStatus(
  endpoint: Endpoint,
  credentials: AwsCredentials,
  clock: Clock = systemClock,
): Promise<NeptuneStatus> {
  const at = `${endpoint.url}/status`
  const { status, headers, body } = await sendSigned({
    endpoint,
    credentials,
    clock,
    method: 'GET',
    path: '/status',
  }).catch((cause: unknown) => {
    throw new ClientRejectedError(messages.statusNotAnswered(at, messageOf(cause), UNREACHED), {
      endpoint: endpoint.url,
      cause,
    })
  })
  if (status !== 200) {
    const cause = readRejection({ status, headers, body })
    throw new ClientRejectedError(messages.statusRejected(at, status, body, rejectionHint(endpoint, cause)), {
      endpoint: endpoint.url,
      status,
      cause,
    })
  }
  const parsed = parse(body)
  if (isNeptuneStatus(parsed)) return parsed
  throw new ClientRejectedError(messages.notNeptune(at, body.slice(0, 500)), { endpoint: endpoint.url, status })
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Not JSON, so not Neptune; the body is quoted by the caller.
    return undefined
  }
}

function isNeptuneStatus(parsed: unknown): parsed is NeptuneStatus {
  const { status, gremlin } = (parsed ?? {}) as Partial<NeptuneStatus>
  return typeof status === 'string' && typeof gremlin?.version === 'string'
}
