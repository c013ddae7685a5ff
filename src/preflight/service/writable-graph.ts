import { writerOf } from '../../aws/cluster/reader-endpoint.ts'
import { readDenial } from '../../aws/permissions/denial.ts'
import type { CommonOptions } from '../../config/resolve.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { wasThere } from '../../contracts/run-context.ts'
import type { Dataset } from '../../dataset/dataset.ts'
import {
  ClientRejectedError,
  LeakedResourceError,
  messageOf,
  NamespaceError,
  PermissionError,
} from '../../errors/errors.ts'
import { neptuneActionsHint } from '../../errors/neptune-actions-hint.ts'
import { lastSeen, refusalOf } from '../../errors/refusal-of.ts'
import { probeName } from '../permission-probe.ts'
import { withGraph } from './with-graph.ts'

interface Writable extends RunningService {
  readonly dataset: Dataset | undefined
}

/**
 * Whether a graph takes what the run writes into it, before anything is loaded: its instance is no reader, and this
 * identity may write and delete. Where only tests could write, that they cannot is a warning. Fails with a NamespaceError
 * for a reader, and as `tryWritingGraph` does. `role` is what the instance says of itself.
 */
export async function assertWritable(running: Writable, role: string | undefined): Promise<void> {
  const { dataset, options, report } = running
  const onlyTestsWrite = isForReading(options.isolation, dataset)
  const warn = (message: string) => report({ type: 'warning', message })
  if (role === 'reader') {
    if (!onlyTestsWrite) throw isReader(running)
    warn(`${nothingWritten(running)} Tests can only read what is in the graph.`)
    return
  }
  if (!wasThere(running)) return
  await tryWritingGraph(running).catch((error: unknown) => {
    if (!onlyTestsWrite || !(error instanceof PermissionError)) throw error
    warn(`${messageOf(error).replaceAll('\n', ' ')} Tests can only read what is in the graph.`)
  })
}

/** Whether tests can do with a graph that they only read: a run itself writes nothing into it. */
export const isForReading = (isolation: CommonOptions['isolation'], dataset: Dataset | undefined): boolean =>
  isolation === 'partition' && !dataset?.graph

/** What is behind a cluster's reader address takes no writes, and says so only of each. */
const nothingWritten = ({ endpoint }: Writable) =>
  `Neptune at ${endpoint.url} is a reader: nothing can be written there.`

function isReader(running: Writable): NamespaceError {
  const { dataset, endpoint } = running
  const writer = writerOf(endpoint.signingHost)
  return new NamespaceError(
    [
      nothingWritten(running),
      `Last seen: role reader at /status. ${dataset?.graph ? 'A dataset has to be loaded' : "Level 'exclusive' empties the graph"}. Nothing was touched.`,
      `Give the address of the cluster itself, ${writer ? `https://${writer}` : "whose name goes on with '.cluster-'"}; for tests that only read, set isolation: 'partition', without a dataset.`,
    ],
    { resource: 'graph', fault: 'user' },
  )
}

type Tried = Pick<RunningService, 'endpoint' | 'credentials' | 'options' | 'signal'>

/**
 * Whether a run may write into a graph and delete from it: one vertex is added and dropped by the same traversal, so that
 * nobody ever sees it. Fails with a PermissionError that says what is to be allowed, with a ClientRejectedError where
 * something else is in the way, or with a LeakedResourceError where the vertex is still there.
 */
export async function tryWritingGraph(tried: Tried): Promise<void> {
  const { endpoint, signal } = tried
  const label = probeName()
  signal.throwIfAborted()
  const left = await withGraph({ ...tried, loading: 'steps' }, async (g) => {
    await g.addV(label).drop().next()
    return (await g.V().hasLabel(label).count().next()).value
  }).catch((cause: unknown) => {
    throw graphRefused(tried, cause)
  })
  if (left === 0) return
  throw new LeakedResourceError(
    [
      `A vertex that was added to the graph at ${endpoint.url} and dropped at once is still there.`,
      `Last seen: ${String(left)} vertices with the label '${label}'. Nothing was loaded.`,
      `Drop it by hand: g.V().hasLabel('${label}').drop()`,
    ],
    { resource: 'graph' },
  )
}

function graphRefused({ endpoint }: Tried, cause: unknown): Error {
  const refusal = rejectionOf(cause)
  const { url } = endpoint
  if (refusal?.name === 'AccessDeniedException') {
    const denial = readDenial(refusal.message)
    return new PermissionError(
      [
        `The cluster at ${url} does not let this identity write into the graph and delete from it${denial.action ? `, for want of ${denial.action}` : ''}.`,
        lastSeen(cause),
        neptuneActionsHint(denial.identity ?? 'this identity'),
      ],
      { resource: url, cause, denial },
    )
  }
  const isReader = /ReadOnlyViolationException/.test(messageOf(cause))
  return new ClientRejectedError(
    [
      `The cluster at ${url} failed at adding a vertex and dropping it.`,
      lastSeen(cause),
      isReader
        ? "The instance only reads: give the cluster's own endpoint, whose name goes on with '.cluster-'."
        : 'Look at what the cluster says of itself; nothing was loaded.',
    ],
    { endpoint: url, status: refusal?.status, cause },
  )
}
