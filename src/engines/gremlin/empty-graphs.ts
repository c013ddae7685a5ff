import type { EngineAddress } from '../../base/engine-address.ts'
import { NamespaceError } from '../../errors/errors.ts'
import { askGremlin } from './ask-gremlin.ts'
import { forgetKeptGraphs } from './kept-graphs.ts'

/** Emptying the graphs of a run, and counting them, in milliseconds. */
const EMPTY_TIMEOUT_MS = 60_000

/**
 * Empties graphs of a Gremlin engine, by their numbers, of what is kept of them too, and proves it by counting. Asks the
 * engine itself, not by a gate. Fails with a NamespaceError, or as `askGremlin` does.
 */
export async function emptyGraphs(engine: EngineAddress, graphs: readonly number[]): Promise<void> {
  if (graphs.length === 0) return
  // Of a worker that was cut short.
  await forgetKeptGraphs(engine, graphs)
  const sources = `[${graphs.map((graph) => `g${graph}`).join(', ')}]`
  const signal = AbortSignal.timeout(EMPTY_TIMEOUT_MS)
  await askGremlin(engine, `${sources}.each { it.V().drop().iterate() }; 0`, signal)
  const left = Number(await askGremlin(engine, `${sources}.sum { it.V().count().next() }`, signal))
  if (left === 0) return
  throw new NamespaceError(
    ['The graphs of this run could not be emptied.', `${left} vertices are still there after they were dropped.`],
    { resource: 'graph' },
  )
}
