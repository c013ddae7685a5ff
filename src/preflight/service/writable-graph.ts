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
import { neptuneActionsHint } from '../../errors/hints.ts'
import { lastSeen, rejectionOf } from '../../errors/service-rejection.ts'
import { probeName } from '../permission-probe.ts'
import * as messages from './messages.ts'
import { withGraph } from './with-graph.ts'

interface Writable extends RunningService {
  readonly dataset: Dataset | undefined
}

/**
 * Checks, before anything is loaded, that the run may write to a graph: its instance is no reader, and this identity may
 * write and delete. Where only tests would write, it is a warning that they cannot. Fails with a NamespaceError for a
 * reader, and as `tryWritingGraph` does. `role` is the one of the instance's status.
 */
export async function assertWritable(running: Writable, role: string | undefined): Promise<void> {
  const { dataset, options, report } = running
  const onlyTestsWrite = isForReading(options.isolation, dataset)
  const warn = (message: string) => report({ type: 'warning', message })
  if (role === 'reader') {
    if (!onlyTestsWrite) throw isReader(running)
    warn(messages.readerForTests(running.endpoint.url))
    return
  }
  if (!wasThere(running)) return
  await tryWritingGraph(running).catch((error: unknown) => {
    if (!onlyTestsWrite || !(error instanceof PermissionError)) throw error
    warn(messages.testsOnlyRead(messageOf(error).replaceAll('\n', ' ')))
  })
}

/** Whether the run itself writes nothing to the graph, so that it can be used by tests that only read. */
export const isForReading = (isolation: CommonOptions['isolation'], dataset: Dataset | undefined): boolean =>
  isolation === 'partition' && !dataset?.graph

function isReader({ dataset, endpoint }: Writable): NamespaceError {
  const lines = messages.readerForRun(endpoint.url, dataset?.graph !== undefined, writerOf(endpoint.signingHost))
  return new NamespaceError(lines, { resource: 'graph', fault: 'user' })
}

type Tried = Pick<RunningService, 'endpoint' | 'credentials' | 'options' | 'signal'>

/**
 * Checks that a run may write to a graph and delete from it: one traversal adds a vertex and drops it, so that nobody else
 * ever sees it. Fails with a PermissionError that names what to allow, with a ClientRejectedError where something else is
 * wrong, or with a LeakedResourceError where the vertex is still there.
 */
export async function tryWritingGraph(tried: Tried): Promise<void> {
  const { endpoint, signal } = tried
  const label = probeName()
  signal.throwIfAborted()
  const left = await withGraph({ ...tried, loading: 'steps' }, async (g) => {
    await g.addV(label).drop().next()
    return (await g.V().hasLabel(label).count().next()).value
  }).catch((cause: unknown) => {
    throw graphRejected(tried, cause)
  })
  if (left === 0) return
  const count = left === 1 ? 'one vertex' : `${String(left)} vertices`
  throw new LeakedResourceError(messages.vertexLeft(endpoint.url, count, label), { resource: 'graph' })
}

function graphRejected({ endpoint: { url } }: Tried, cause: unknown): Error {
  const rejection = rejectionOf(cause)
  if (rejection?.name === 'AccessDeniedException') {
    const denial = readDenial(rejection.message)
    const advice = neptuneActionsHint(denial.identity ?? 'this identity')
    const lines = messages.graphWritesDenied(url, denial.action, lastSeen(cause), advice)
    return new PermissionError(lines, { resource: url, cause, denial })
  }
  const isReader = /ReadOnlyViolationException/.test(messageOf(cause))
  const lines = messages.graphWritesFailed(url, lastSeen(cause), isReader)
  return new ClientRejectedError(lines, { endpoint: url, status: rejection?.status, cause })
}
