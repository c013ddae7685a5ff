import { iamAction } from '../../aws/actions/actions.ts'
import { untilAborted } from '../../base/until-aborted.ts'
import type { NeptuneConnection } from '../../clients/gremlin/client.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { refusalOf } from '../../errors/refusal-of.ts'
import type { Validated } from './probe-opensearch.ts'
import { rejected } from './validation-errors.ts'

/**
 * Validates a connection before any test gets it: `/status` is healthy, a traversal is answered, driver and server are
 * compared. Fails with a ClientRejectedError; versions that do not fit each other, and a status that this identity may
 * not see, are warnings.
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
    throw new ClientRejectedError(
      [`Neptune at ${url} is not healthy.`, `Last seen: ${seen.status}`, 'Wait until the instance has recovered.'],
      { endpoint: url, cause: new InstanceNotHealthy(seen.status) },
    )
  }
  const asked = connection.g
    .inject(1)
    .next()
    .catch((error: unknown) => {
      throw rejected(`The Gremlin client got no good answer at ${url}.`, endpoint, error)
    })
  const { value } = await untilAborted(asked, signal)
  if (value !== 1) {
    throw new ClientRejectedError(
      [`The Gremlin client got a wrong answer at ${url}.`, `g.inject(1) answered ${String(value)}.`],
      { endpoint: url },
    )
  }
  if (!seen) {
    const { host } = new URL(url)
    return {
      warnings: [
        `${host} does not let this identity see its status (${iamAction('neptune-db', 'GetEngineStatus')}): whether it writes and what it speaks was not looked at, and 'neptune.status()' fails in tests.`,
      ],
    }
  }
  const version = seen.gremlin.version.replace(/^tinkerpop-/, '')
  const { role } = seen
  return { version, ...(role && { role }), warnings: driverWarnings(driverVersion, version) }
}

/** A status that a policy keeps from who asked says nothing of queries. */
function onlyDenied(error: unknown): undefined {
  if (rejectionOf(error)?.name !== 'AccessDeniedException') throw error
}

/** An instance that answers, and says that it cannot work yet. */
class InstanceNotHealthy extends Error {
  override readonly name = 'InstanceNotHealthy'
}

/** What goes wrong between a Gremlin driver and a server of another line, each as one sentence for a user; often nothing. */
export function driverWarnings(driverVersion: string, serverVersion: string): string[] {
  const driver = line(driverVersion)
  const server = line(serverVersion)
  if (driver === server) return []
  const versions = `the Gremlin driver of this project is ${driverVersion}, the server speaks TinkerPop ${serverVersion}`
  if (driver > server && driver >= 3.08 && server < 3.08) {
    return [
      `${versions}: iterate() fails there with "Could not locate method: DefaultGraphTraversal.discard()". ` +
        'The fixtures cope; for clients of your own install gremlin 3.7.4.',
    ]
  }
  if (driver > server) return [`${versions}: steps that are newer than the server fail there.`]
  return [
    `${versions}: iterate() fails there, because the step none() has changed its meaning. ` +
      'The fixtures cope; for clients of your own install a driver of its line.',
  ]
}

/** Major and minor as one number that can be compared: 3.07 for 3.7.4. */
function line(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major + minor / 100
}
