import type { Client } from '@opensearch-project/opensearch'
import { ClientRejectedError, messageOf, ReachabilityError } from '../errors.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import { driverWarnings } from './driver-warnings.ts'
import type { NeptuneConnection } from './gremlin-client.ts'
import { rejectionHint, UNREACHED } from './rejection-hint.ts'
import { type RefusedAnswer, readRefusal } from './service-refusal.ts'
import { untilAborted } from './until-aborted.ts'

export interface ExpectedOpenSearch {
  readonly endpoint: Endpoint
  /** The version that must answer: `2.19.1`, or `2.19` for any patch of it; default any. */
  readonly version?: string | undefined
  readonly signal?: AbortSignal
}

type Headers = RefusedAnswer['headers']

/** How long the engine may take to say what it is, in milliseconds. */
const INFO_TIMEOUT_MS = 10_000

/**
 * Validates a client before any test gets it: the right engine answers a signed request. Fails with a
 * ClientRejectedError.
 */
export async function probeOpenSearch(client: Client, expected: ExpectedOpenSearch): Promise<{ version: string }> {
  const { url } = expected.endpoint
  const sending = client.info({}, { requestTimeout: INFO_TIMEOUT_MS })
  const asked = sending.catch((error: unknown) => {
    throw rejected(`The OpenSearch client got no good answer at ${url}.`, expected.endpoint, error)
  })
  const { body } = await untilAborted(asked, expected.signal, () => sending.abort())
  // Behind another address there may be anything, and it may say anything.
  const { distribution, number } = (body as { version?: { distribution?: string; number?: string } }).version ?? {}
  const isExpected = distribution === 'opensearch' && isVersion(number, expected.version)
  if (number === undefined || !isExpected) {
    throw new ClientRejectedError(
      [
        `It is not the expected engine that answers at ${url}.`,
        `Expected opensearch ${expected.version ?? 'of any version'}, got ${distribution ?? 'an unknown engine'} ${number ?? ''}`.trim() +
          '.',
        distribution === undefined && number !== undefined
          ? 'A domain in compatibility mode hides what it runs: set override_main_response_version to false.'
          : 'Check the address, and the engine version in the options.',
      ],
      { endpoint: url },
    )
  }
  return { version: number }
}

/** Whether a version is the wanted one, or a patch of it. */
function isVersion(version = '', wanted = version): boolean {
  return version === wanted || version.startsWith(`${wanted}.`)
}

/**
 * Validates a connection before any test gets it: `/status` is healthy, a traversal is answered, driver and server are
 * compared. Fails with a ClientRejectedError; versions that do not fit each other are a warning. The role is what the
 * status says: a `reader` takes no writes.
 */
export async function probeNeptune(
  connection: NeptuneConnection,
  driverVersion: string,
  signal?: AbortSignal,
): Promise<{ version: string; role: string | undefined; warnings: readonly string[] }> {
  const { url } = connection.endpoint
  const { status, role, gremlin } = await untilAborted(connection.status(), signal)
  if (status !== 'healthy') {
    throw new ClientRejectedError(
      [`Neptune at ${url} is not healthy.`, `Last seen: ${status}`, 'Wait until the instance has recovered.'],
      { endpoint: url, cause: new InstanceNotHealthy(status) },
    )
  }
  const asked = connection.g
    .inject(1)
    .next()
    .catch((error: unknown) => {
      throw rejected(`The Gremlin client got no good answer at ${url}.`, connection.endpoint, error)
    })
  const { value } = await untilAborted(asked, signal)
  if (value !== 1) {
    throw new ClientRejectedError(
      [`The Gremlin client got a wrong answer at ${url}.`, `g.inject(1) answered ${String(value)}.`],
      { endpoint: url },
    )
  }
  const version = gremlin.version.replace(/^tinkerpop-/, '')
  return { version, role, warnings: driverWarnings(driverVersion, version) }
}

/** An instance that answers, and says that it cannot work yet. */
class InstanceNotHealthy extends Error {
  override readonly name = 'InstanceNotHealthy'
}

function rejected(what: string, endpoint: Endpoint, cause: unknown): ClientRejectedError {
  if (cause instanceof ClientRejectedError) return cause
  const { statusCode: status, body, headers } = cause as { statusCode?: number; body?: unknown; headers?: Headers }
  // What was lost on the way is what is of interest, and not that it was.
  const seen = cause instanceof ReachabilityError && cause.cause ? cause.cause : cause
  // The official client says no more than `Response Error` where the body is empty.
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new ClientRejectedError(
    [
      what,
      `Last seen: ${status === undefined ? messageOf(seen) : `${status} ${text || '(without a body)'}`}`,
      status === undefined ? UNREACHED : rejectionHint(endpoint, readRefusal({ status, headers, body })),
    ],
    { endpoint: endpoint.url, status, cause },
  )
}
