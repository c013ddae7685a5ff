import type { Client } from '@opensearch-project/opensearch'
import type { Endpoint } from '../../base/endpoint.ts'
import { untilAborted } from '../../base/until-aborted.ts'
import { ClientRejectedError } from '../../errors/errors.ts'
import { refusalOf } from '../../errors/refusal-of.ts'
import { rejected } from './validation-errors.ts'

export interface ExpectedOpenSearch {
  readonly endpoint: Endpoint
  /** The version that must answer: `2.19.1`, or `2.19` for any patch of it; default any. */
  readonly version?: string | undefined
  readonly signal?: AbortSignal
}

/** How long the engine may take to say what it is, in milliseconds. */
const INFO_TIMEOUT_MS = 10_000

/** What is known of a client that is validated. */
export interface Validated {
  /** The version that answers; absent where this identity may not ask for it. */
  readonly version?: string
  readonly warnings: readonly string[]
}

/**
 * Validates a client before any test gets it: the right engine answers a signed request. One that knows who asks, and does
 * not let this identity see what it is, is a warning: it may well let it use indices. Fails with a ClientRejectedError.
 */
export async function probeOpenSearch(client: Client, expected: ExpectedOpenSearch): Promise<Validated> {
  const { url } = expected.endpoint
  const sending = client.info({}, { requestTimeout: INFO_TIMEOUT_MS })
  const asked = sending.then(
    ({ body }) => answeringEngine(client, body as EngineInfo, expected),
    (error: unknown) => {
      if (rejectionOf(error)?.name === 'security_exception') return { warnings: [unseen(expected)] }
      throw rejected(`The OpenSearch client got no good answer at ${url}.`, expected.endpoint, error)
    },
  )
  return untilAborted(asked, expected.signal, () => sending.abort())
}

const unseen = ({ endpoint, version }: ExpectedOpenSearch) =>
  `${new URL(endpoint.url).host} does not let this identity see its version (cluster:monitor/main)` +
  (version ? `, which therefore was not compared with ${version}.` : '.')

/** What an engine says of itself at `GET /`, as far as it does: behind an address there may be anything. */
export interface EngineInfo {
  readonly version?: { readonly distribution?: string; readonly number?: string }
}

/** The engine that answers, and what is to be known of it. */
export interface AnsweringEngine {
  readonly version: string
  readonly warnings: readonly string[]
}

interface Expected {
  readonly endpoint: Endpoint
  readonly version?: string | undefined
}

/** What an engine in compatibility mode gives for its version, without a distribution; so does the last open Elasticsearch. */
const COMPATIBLE = '7.10.2'

/**
 * Tells whether the expected engine answers. A domain in compatibility mode hides what it is at `GET /` only: its nodes
 * tell, and clients work, so that is a warning. Fails with a ClientRejectedError for any other engine or version.
 */
export async function answeringEngine(
  client: Client,
  { version: { distribution, number } = {} }: EngineInfo,
  expected: Expected,
): Promise<AnsweringEngine> {
  if (distribution === 'opensearch' && number !== undefined && isVersion(number, expected.version)) {
    return { version: number, warnings: [] }
  }
  const isHiding = distribution === undefined && number === COMPATIBLE
  const version = isHiding ? await versionOfNodes(client) : undefined
  if (version !== undefined && version !== COMPATIBLE && isVersion(version, expected.version)) {
    const { host } = new URL(expected.endpoint.url)
    return {
      version,
      warnings: [
        `${host} is in compatibility mode: it says that it is ${COMPATIBLE}, and is OpenSearch ${version}. Clients may take it for Elasticsearch, unless override_main_response_version is set to false.`,
      ],
    }
  }
  const found =
    version && version !== COMPATIBLE
      ? `opensearch ${version}`
      : `${distribution ?? 'an unknown engine'} ${number ?? ''}`.trim()
  throw new ClientRejectedError(
    [
      `It is not the expected engine that answers at ${expected.endpoint.url}.`,
      `Expected opensearch ${expected.version ?? 'of any version'}, got ${found}.`,
      isHiding && version === undefined
        ? 'A domain in compatibility mode hides what it runs: set override_main_response_version to false.'
        : 'Check the address, and the engine version in the options.',
    ],
    { endpoint: expected.endpoint.url },
  )
}

/** Whether a version is the wanted one, or a patch of it. */
function isVersion(version: string, wanted = version): boolean {
  return version === wanted || version.startsWith(`${wanted}.`)
}

/** The version of which the nodes are; `undefined` where they do not tell. */
async function versionOfNodes(client: Client): Promise<string | undefined> {
  try {
    const { body } = await client.nodes.info({ filter_path: 'nodes.*.version' })
    return Object.values((body as { nodes?: Record<string, { version?: string }> }).nodes ?? {})[0]?.version
  } catch {
    // They may be forbidden to this identity; what it was told at first is then all there is.
    return undefined
  }
}
