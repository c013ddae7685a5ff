import { readDenial } from '../aws/permissions/denial.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { ClientRejectedError, LeakedResourceError, messageOf, PermissionError } from '../errors/errors.ts'
import { neptuneActionsHint } from '../errors/neptune-actions-hint.ts'
import { lastSeen, refusalOf } from '../errors/refusal-of.ts'
import { probeName } from './probe-name.ts'
import { withGraph } from './with-graph.ts'

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
  const refusal = refusalOf(cause)
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
