import { untilAborted } from '../../base/until-aborted.ts'
import type { NeptuneConnection } from '../../clients/gremlin/client.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { rejectionOf } from '../../errors/service-rejection.ts'
import * as messages from './messages.ts'
import type { Validated } from './probe-opensearch.ts'
import { noGoodAnswer } from './validation-errors.ts'

/**
 * Validates a connection before any test gets it: `/status` is healthy, a traversal is answered, and the versions of
 * driver and server fit. Fails with a ClientRejectedError. Versions that do not fit, and a status that this identity may
 * not see, are warnings. `role` is `writer` or `reader`, where the status shows it.
 */
export async function probeNeptune(
  connection: NeptuneConnection,
  driverVersion: string,
  signal?: AbortSignal,
): Promise<Validated & { readonly role?: string }> {
  const { endpoint } = connection
  const { url } = endpoint
  const seen = await untilAborted(connection.status().catch(onlyDenied), signal)
  if (seen && seen.status !== 'healthy') {
    throw new ClientRejectedError(messages.notHealthy(url, seen.status), {
      endpoint: url,
      cause: new InstanceNotHealthy(seen.status),
    })
  }
  const asked = connection.g
    .inject(1)
    .next()
    .catch((error: unknown) => {
      throw noGoodAnswer('Gremlin', endpoint, error)
    })
  const { value } = await untilAborted(asked, signal)
  if (value !== 1) throw new ClientRejectedError(messages.wrongAnswer(url, String(value)), { endpoint: url })
  if (!seen) return { warnings: [messages.statusNotShown(new URL(url).host)] }
  const version = seen.gremlin.version.replace(/^tinkerpop-/, '')
  const { role } = seen
  return { version, ...(role && { role }), warnings: driverWarnings(driverVersion, version) }
}

/** A denied status says nothing about queries, which other actions allow. */
function onlyDenied(error: unknown): undefined {
  if (rejectionOf(error)?.name !== 'AccessDeniedException') throw error
}

/** An instance that answers, and whose status is not healthy. */
class InstanceNotHealthy extends Error {
  override readonly name = 'InstanceNotHealthy'
}

/** What fails between a Gremlin driver and a server of another minor version, in a sentence or two; mostly nothing. */
export function driverWarnings(driverVersion: string, serverVersion: string): string[] {
  const driver = minor(driverVersion)
  const server = minor(serverVersion)
  if (driver === server) return []
  if (driver > server && driver >= 3.08 && server < 3.08) {
    return [messages.discardIsUnknown(driverVersion, serverVersion)]
  }
  return [(driver > server ? messages.driverIsNewer : messages.driverIsOlder)(driverVersion, serverVersion)]
}

/** Major and minor version as one number that can be compared: 3.07 for 3.7.4. */
function minor(version: string): number {
  const [first = 0, second = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return first + second / 100
}
