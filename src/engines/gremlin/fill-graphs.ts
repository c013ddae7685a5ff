import type { EngineAddress } from '../../base/engine-address.ts'
import { NamespaceError } from '../../errors/errors.ts'
import { askGremlin } from './ask-gremlin.ts'

/** Filling the graphs of a run, in milliseconds. */
const FILL_TIMEOUT_MS = 60_000

/**
 * Fills empty graphs of a Gremlin engine, by their numbers, from a file that it can read, and proves it by counting. Asks
 * the engine itself, not by a gate. Fails with a NamespaceError, or as `askGremlin` does.
 */
export async function fillGraphs(
  engine: EngineAddress,
  graphs: readonly number[],
  { file, vertexCount }: { readonly file: string; readonly vertexCount: number },
): Promise<void> {
  const signal = AbortSignal.timeout(FILL_TIMEOUT_MS)
  const name = `'${file.replace(/[\\']/g, '\\$&')}'`
  for (const graph of graphs) {
    const script = `g${graph}.io(${name}).read().iterate(); g${graph}.V().count().next()`
    const count = Number(await askGremlin(engine, script, signal))
    if (count === vertexCount) continue
    throw new NamespaceError([
      'A graph could not be filled again after its engine was replaced.',
      `It holds ${count} vertices instead of ${vertexCount}.`,
    ])
  }
}
