import { writerOf } from '../aws/cluster/reader-endpoint.ts'
import type { CommonOptions } from '../config/resolve.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { wasThere } from '../contracts/run-context.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { messageOf, NamespaceError, PermissionError } from '../errors/errors.ts'
import { tryWritingGraph } from './try-writing-graph.ts'

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
