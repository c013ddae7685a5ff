/** The wording of what is asked of a service that is ready; warnings are text, errors are lines. */
import { iamAction } from '../../aws/actions/actions.ts'
import type { Stage } from './judge-failure.ts'

const CLUSTER_ENDPOINT = "'<name>.cluster-<id>.<region>.neptune.amazonaws.com'"
const times = (seen: Readonly<Record<string, number>>): string =>
  Object.entries(seen)
    .map(([state, count]) => `${state} x${count}`)
    .join(', ')

/** As events name the wait for a service's first good answers, and its end. */
export const accessTo = (host: string): string => `access to ${host}`
export const clientValidated = (): string => 'client validated'

export const noConnection = (stage: 'TCP' | 'TLS', ms: number): string =>
  `no ${stage === 'TCP' ? 'TCP connection' : 'TLS handshake'} within ${ms / 1_000} s.`

/** Where the last attempt of a client failed. */
const failedAt: Readonly<Record<Stage, string>> = {
  DNS: 'the host name was not resolved',
  TCP: 'the TCP connection failed',
  TLS: 'the TLS handshake failed',
  signature: 'the signature was rejected',
  policy: 'access was denied',
  service: 'the service answered with an error',
}

/** A client that was polled until its time was over. */
export interface Waited {
  readonly url: string
  readonly elapsedMs: number
  readonly polls: number
  /** How often each state was seen. */
  readonly seen: Readonly<Record<string, number>>
  /** Where the last attempt failed; absent where it did not fail. */
  readonly stage?: Stage | undefined
  readonly last: string
  readonly advice: string
}

const waitedFor = ({ polls, seen }: Pick<Waited, 'polls' | 'seen'>) => `Seen in ${polls} polls: ${times(seen)}.`
const seconds = (ms: number): string => (ms / 1_000).toFixed(1)

export const notReached = (waited: Waited & { readonly stage: 'TCP' | 'TLS' }) => [
  `This machine did not reach ${waited.url} within ${seconds(waited.elapsedMs)} s: ${failedAt[waited.stage]}.`,
  `Last seen: ${waited.last} ${waitedFor(waited)}`,
  waited.advice,
]

export const notAccepted = (waited: Waited) => [
  `${waited.url} did not accept the client within ${seconds(waited.elapsedMs)} s${waited.stage ? `: ${failedAt[waited.stage]}` : ''}.`,
  `Last seen: ${waited.last} ${waitedFor(waited)}`,
  waited.advice,
]

/** The last line where permissions were missing until the time was over. */
export const deniedFor = (waited: Pick<Waited, 'elapsedMs' | 'polls' | 'seen'>): string =>
  `AWS denied it for ${seconds(waited.elapsedMs)} s. ${waitedFor(waited)}`

/** What was last seen of a client that met no error. */
export const noAnswer = (): string => 'no answer.'
export const tooFewGood = (): string => 'a good answer, but too few in a row.'

/** The advice where nothing else is known. */
export const lookAtService = (): string => 'Check the state of the service in the AWS console, then run again.'

/** `isOfTime`: the certificate is not valid yet, or no longer. */
export const untrusted = (url: string, cause: string, isOfTime: boolean) => [
  `The certificate of ${url} is not trusted.`,
  `Last seen: ${cause}`,
  isOfTime
    ? "Check this machine's clock, and whether a proxy on the way answers with its own certificate."
    : 'Check the address. If a proxy on the way decrypts TLS, name its certificate authority in NODE_EXTRA_CA_CERTS.',
]

/** A client that got no answer, or a bad one; `seen` is the answer or the error. */
export const noGoodAnswer = (
  client: 'OpenSearch' | 'Gremlin',
  url: string,
  seen: string,
  advice: string | undefined,
) => [`The ${client} client got no valid answer from ${url}.`, `Last seen: ${seen}`, advice]

export const versionNotShown = (host: string, expected: string | undefined): string =>
  `${host} does not show its version to this identity (cluster:monitor/main).${expected ? ` The run did not compare it with ${expected}.` : ''}`

export const compatibilityMode = (host: string, shown: string, version: string): string =>
  `${host} is in compatibility mode: it reports version ${shown}, and runs OpenSearch ${version}. Clients may take it for Elasticsearch, unless override_main_response_version is set to false.`

export const anotherEngine = (url: string, expected: string | undefined, found: string, isHidden: boolean) => [
  `Another engine than the expected one answers at ${url}.`,
  `Expected: opensearch ${expected ?? 'of any version'}. Found: ${found}.`,
  isHidden
    ? 'A domain in compatibility mode hides its engine: set override_main_response_version to false.'
    : 'Check the address, and the engine version in the options.',
]

/** What was found where the engine does not say what it is. */
export const unknownEngine = (): string => 'an unknown engine'

export const headDenied = (host: string, action: string): string =>
  `${host} denies HEAD requests to this identity (${action}): 'exists()' fails in tests.`

export const notHealthy = (url: string, status: string) => [
  `Neptune at ${url} is not healthy.`,
  `Last seen: status ${status}`,
  'Wait until the instance has recovered.',
]

export const wrongAnswer = (url: string, value: string) => [
  `The Gremlin client got a wrong answer from ${url}.`,
  `Last seen: g.inject(1) answered ${value}`,
  'Check the address: something other than Neptune may answer there.',
]

export const statusNotShown = (host: string): string =>
  `${host} does not show its status to this identity (${iamAction('neptune-db', 'GetEngineStatus')}). The run did not check whether it is a writer, nor its TinkerPop version. 'neptune.status()' fails in tests.`

const versions = (driver: string, server: string): string =>
  `The Gremlin driver of this project is ${driver}, and the server has TinkerPop ${server}`

/** A driver of 3.8 or later at a server before 3.8. */
export const discardIsUnknown = (driver: string, server: string): string =>
  `${versions(driver, server)}: iterate() fails with "Could not locate method: DefaultGraphTraversal.discard()". The fixtures work around it; for your own clients, install gremlin 3.7.4.`

export const driverIsNewer = (driver: string, server: string): string =>
  `${versions(driver, server)}: steps that the server does not know yet fail.`

export const driverIsOlder = (driver: string, server: string): string =>
  `${versions(driver, server)}: iterate() fails, because the step none() has another meaning there. The fixtures work around it; for your own clients, install a driver of the same minor version as the server.`

const isReader = (url: string): string => `Neptune at ${url} is a reader, and takes no writes.`

/** A warning where tests alone could write. */
export const testsOnlyRead = (why: string): string => `${why} Tests can only read the graph.`
export const readerForTests = (url: string): string => testsOnlyRead(isReader(url))

/** `writer` is the cluster's own host, where it follows from the reader's. */
export const readerForRun = (url: string, hasDataset: boolean, writer: string | undefined) => [
  `${isReader(url)} The run has changed nothing.`,
  `This run has to write: ${hasDataset ? 'it loads a dataset' : "isolation level 'exclusive' empties the graph"}.`,
  `Give the cluster endpoint, ${writer ? `https://${writer}` : CLUSTER_ENDPOINT}. For tests that only read, set isolation: 'partition', and no dataset.`,
]

export const graphWritesDenied = (url: string, action: string | undefined, seen: string, advice: string) => [
  `The cluster at ${url} does not let this identity write to its graph and delete from it${action ? `: ${action} is denied` : ''}.`,
  seen,
  advice,
]

export const graphWritesFailed = (url: string, seen: string, isReader: boolean) => [
  `The run could not add a vertex to the graph at ${url} and drop it.`,
  seen,
  isReader
    ? `The instance is a reader: give the cluster endpoint, ${CLUSTER_ENDPOINT}.`
    : 'Check the state of the cluster in the AWS console. The run has loaded nothing.',
]

export const vertexLeft = (url: string, count: string, label: string) => [
  `The graph at ${url} still has a vertex that the run added and dropped.`,
  `Last seen: ${count} with the label '${label}'. The run has loaded nothing.`,
  `Drop it by hand: g.V().hasLabel('${label}').drop()`,
]

/** What a run does with indices, as the errors below name it. */
const steps = {
  list: 'list its indices',
  delete: 'delete an index',
  create: 'create an index',
  write: 'write documents',
  settings: 'change the settings of an index',
  copy: 'copy an index',
  search: 'search an index',
} as const

export type IndexStep = keyof typeof steps

/** `action` is one of IAM; absent where fine-grained access control denies the step. */
export const indexStepDenied = (url: string, step: IndexStep, action?: string): string =>
  `The domain at ${url} does not let this identity ${steps[step]}${action ? `: ${action} is denied` : ''}.`

export const indexStepFailed = (url: string, step: IndexStep): string =>
  `The domain at ${url} failed when the run tried to ${steps[step]}.`

export const allowRequests = (identity: string, actions: readonly string[]): string =>
  `Allow ${identity} ${actions.join(', ')} in the domain's access policy, or in an IAM policy.`

export const writesAreBlocked = (): string =>
  'Writes are blocked there: the domain is short of storage, or somebody has set a block.'

export const lookAtDomain = (): string =>
  'Check the state of the domain in the AWS console. The run has loaded nothing.'

/** `paths` are those of indices that the run has created and may not have deleted. */
export const indicesLeft = (paths: readonly string[]): string =>
  `The run may have left indices there. Delete them by hand: ${paths.map((path) => `DELETE ${path}`).join(', ')}`
