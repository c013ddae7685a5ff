import type { Client } from '@opensearch-project/opensearch'
import { ClientRejectedError, messageOf } from '../errors.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import type { NeptuneConnection } from './gremlin-client.ts'

export interface ExpectedOpenSearch {
  readonly endpoint: Endpoint
  /** The version that must answer; absent: any. */
  readonly version?: string | undefined
}

/** Validates a client before any test gets it: the right engine answers a signed request. Fails with a ClientRejectedError. */
export async function probeOpenSearch(client: Client, expected: ExpectedOpenSearch): Promise<{ version: string }> {
  const endpoint = expected.endpoint.url
  const { body } = await client.info().catch((error: unknown) => {
    const { statusCode } = error as { statusCode?: number }
    throw new ClientRejectedError(
      [`The OpenSearch client was refused at ${endpoint}.`, `Last seen: ${describe(error)}`],
      { endpoint, status: statusCode, cause: error },
    )
  })
  const { distribution = 'unknown', number } = body.version as { distribution?: string; number: string }
  // In compatibility mode the service reports 7.10.2, whatever it runs; only an OpenSearch engine names itself.
  const isExpected = distribution === 'opensearch' && (expected.version === undefined || number === expected.version)
  if (!isExpected) {
    throw new ClientRejectedError(
      [
        `Not the expected engine answers at ${endpoint}.`,
        `Expected opensearch ${expected.version ?? 'of any version'}, got ${distribution} ${number}.`,
      ],
      { endpoint },
    )
  }
  return { version: number }
}

/**
 * Validates a connection: `/status` is healthy, a traversal is answered, driver and server speak the same line.
 * Fails with a ClientRejectedError; a difference between versions is a warning.
 */
export async function probeNeptune(
  connection: NeptuneConnection,
  driverVersion: string,
): Promise<{ version: string; warnings: readonly string[] }> {
  const endpoint = connection.endpoint.url
  const { status, gremlin } = await connection.status()
  if (status !== 'healthy') {
    throw new ClientRejectedError(`Neptune at ${endpoint} says of itself that it is ${status}, not healthy.`, {
      endpoint,
    })
  }
  const answer = await connection.g
    .inject(1)
    .next()
    .catch((error: unknown) => {
      throw new ClientRejectedError(
        [`The Gremlin client got no answer at ${endpoint}.`, `Last seen: ${describe(error)}`],
        { endpoint, cause: error },
      )
    })
  if (answer.value !== 1) {
    throw new ClientRejectedError(`g.inject(1) at ${endpoint} answered ${String(answer.value)}.`, { endpoint })
  }
  const version = gremlin.version.replace(/^tinkerpop-/, '')
  return { version, warnings: compareLines(driverVersion, version) }
}

function compareLines(driver: string, server: string): string[] {
  const line = (version: string) => version.split('.').slice(0, 2).join('.')
  if (line(driver) === line(server)) return []
  return [
    `the Gremlin driver of this project is ${driver}, the server speaks ${server}: an iterate() of your own clients fails ` +
      "there with 'Could not locate method: discard'. The fixtures cope; for your own, install gremlin 3.7.4.",
  ]
}

/** OpenSearch's client says `Response Error` for an empty body, and the body otherwise. */
function describe(error: unknown): string {
  const { statusCode, body } = error as { statusCode?: number; body?: unknown }
  if (statusCode === undefined) return messageOf(error)
  return `${statusCode} ${typeof body === 'string' ? body : JSON.stringify(body)}`
}
