import type { Client } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { untilAborted } from '../../base/until-aborted.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { rejectionOf } from '../../errors/service-rejection.ts'
import * as messages from './messages.ts'
import { noGoodAnswer } from './validation-errors.ts'

export interface ExpectedOpenSearch {
  readonly endpoint: Endpoint
  /** The version that has to answer: `2.19.1`, or `2.19` for any patch of it; default any. */
  readonly version?: string | undefined
  readonly signal?: AbortSignal
}

/** How long the engine may take to answer `GET /`, in milliseconds. */
const INFO_TIMEOUT_MS = 10_000

/** What a probe has found out about a service. */
export interface Validated {
  /** The version of the service; absent where this identity may not see it. */
  readonly version?: string
  readonly warnings: readonly string[]
}

/**
 * Validates a client before any test gets it: the expected engine answers a signed request. Where fine-grained access
 * control hides the version from this identity, that is a warning, since it may still allow indices. Fails with a
 * ClientRejectedError.
 */
export async function probeOpenSearch(client: Client, expected: ExpectedOpenSearch): Promise<Validated> {
  const sending = client.info({}, { requestTimeout: INFO_TIMEOUT_MS })
  const asked = sending.then(
    ({ body }) => answeringEngine(client, body as EngineInfo, expected),
    (error: unknown) => {
      if (rejectionOf(error)?.name !== 'security_exception') throw noGoodAnswer('OpenSearch', expected.endpoint, error)
      const { host } = new URL(expected.endpoint.url)
      return { warnings: [messages.versionNotShown(host, expected.version)] }
    },
  )
  return untilAborted(asked, expected.signal, () => sending.abort())
}

/** The part of the answer to `GET /` that is read. Anything may answer at an address, so that all of it is optional. */
interface EngineInfo {
  readonly version?: { readonly distribution?: string; readonly number?: string }
}

/** The version that an engine in compatibility mode reports, without a distribution; Elasticsearch 7.10.2 does the same. */
const COMPATIBLE = '7.10.2'

/**
 * Checks that the expected engine answers. A domain in compatibility mode hides its engine at `GET /` only: its nodes tell
 * it, and clients work, so that this is a warning. Fails with a ClientRejectedError for any other engine or version.
 */
async function answeringEngine(
  client: Client,
  { version: { distribution, number } = {} }: EngineInfo,
  { endpoint, version: wanted }: ExpectedOpenSearch,
): Promise<Validated> {
  if (distribution === 'opensearch' && number !== undefined && isVersion(number, wanted)) {
    return { version: number, warnings: [] }
  }
  const isHiding = distribution === undefined && number === COMPATIBLE
  const version = isHiding ? await versionOfNodes(client) : undefined
  if (version !== undefined && version !== COMPATIBLE && isVersion(version, wanted)) {
    const { host } = new URL(endpoint.url)
    return { version, warnings: [messages.compatibilityMode(host, COMPATIBLE, version)] }
  }
  const found =
    version && version !== COMPATIBLE
      ? `opensearch ${version}`
      : `${distribution ?? messages.unknownEngine()} ${number ?? ''}`.trim()
  const isHidden = isHiding && version === undefined
  throw new ClientRejectedError(messages.anotherEngine(endpoint.url, wanted, found, isHidden), {
    endpoint: endpoint.url,
  })
}

/** Whether a version is the wanted one, or a patch of it; any version, where none is wanted. */
function isVersion(version: string, wanted = version): boolean {
  return version === wanted || version.startsWith(`${wanted}.`)
}

/** The version of the nodes; `undefined` where it is not shown. */
async function versionOfNodes(client: Client): Promise<string | undefined> {
  try {
    const { body } = await client.nodes.info({ filter_path: 'nodes.*.version' })
    return Object.values((body as { nodes?: Record<string, { version?: string }> }).nodes ?? {})[0]?.version
  } catch {
    // This identity may not be allowed to see them.
    return undefined
  }
}
