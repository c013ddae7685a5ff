import type { EngineAddress } from '../../base/engine-address.ts'
import { NamespaceError } from '../../errors/errors.ts'
import { graphNotFilled, graphsNotEmpty, keptGraphDiffers, keptGraphLost } from '../messages.ts'
import { askGremlin } from './ask-gremlin.ts'

/** Filling the graphs of a run is given up after so long, in milliseconds. */
const FILL_TIMEOUT_MS = 60_000

/**
 * Fills empty graphs of a Gremlin engine, given by their numbers, from a file that the engine can read, and proves it by
 * counting. Asks the engine directly, without a gate. Fails with a NamespaceError, or as `askGremlin` does.
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
    throw new NamespaceError(graphNotFilled(count, vertexCount))
  }
}

/** Emptying and counting the graphs of a run is given up after so long, in milliseconds. */
const EMPTY_TIMEOUT_MS = 60_000

/**
 * Empties graphs of a Gremlin engine, given by their numbers, also of what is kept of them, and proves it by counting. Asks the
 * engine directly, without a gate. Fails with a NamespaceError, or as `askGremlin` does.
 */
export async function emptyGraphs(engine: EngineAddress, graphs: readonly number[]): Promise<void> {
  if (graphs.length === 0) return
  // A worker that was cut short may have left some.
  await forgetKeptGraphs(engine, graphs)
  const sources = `[${graphs.map((graph) => `g${graph}`).join(', ')}]`
  const signal = AbortSignal.timeout(EMPTY_TIMEOUT_MS)
  await askGremlin(engine, `${sources}.each { it.V().drop().iterate() }; 0`, signal)
  const left = Number(await askGremlin(engine, `${sources}.sum { it.V().count().next() }`, signal))
  if (left > 0) throw new NamespaceError(graphsNotEmpty(left), { resource: 'graph' })
}

/** Keeping or restoring a graph is given up after so long, in milliseconds: less than a worker waits before it tries again. */
const KEEP_TIMEOUT_MS = 40_000

/** A graph of an engine, by its number, and the level that it is kept at, from 1: nested seeds keep several levels. */
export interface KeptGraph {
  readonly graph: number
  readonly level: number
}

const GRAPHSON = 'org.apache.tinkerpop.gremlin.structure.io.graphson'

/** GraphSON with all types that a property can have. Gryo, which is smaller, needs access that a current Java denies. */
const MAPPER = `def mapper = ${GRAPHSON}.GraphSONMapper.build().version(${GRAPHSON}.GraphSONVersion.V3_0)
      .addCustomModule(${GRAPHSON}.GraphSONXModuleV3.build()).create()`

/** The variable of the graph that holds a kept graph; no request of a client can reach it. */
const name = (level: number) => `'kept${level}'`

/** The counts of vertices and edges as one text, because only the first result of an answer is read. */
const counts = (graph: number) => `"\${g${graph}.V().count().next()} \${g${graph}.E().count().next()}".toString()`

/**
 * Has a Gremlin engine keep a copy of a graph in its own memory, beside those of lower levels. Asks the engine directly,
 * without a gate. Fails as `askGremlin` does.
 */
export async function keepGraph(engine: EngineAddress, { graph, level }: KeptGraph): Promise<void> {
  const script = `
    ${MAPPER}
    def kept = new ByteArrayOutputStream()
    ${GRAPHSON}.GraphSONWriter.build().mapper(mapper).create().writeGraph(kept, g${graph}.getGraph())
    g${graph}.getGraph().variables().set(${name(level)}, [kept.toByteArray(), ${counts(graph)}])
    0`
  await askGremlin(engine, script, AbortSignal.timeout(KEEP_TIMEOUT_MS))
}

/**
 * Restores a graph from its copy, and proves it by counting. Fails with a NamespaceError where there is no copy, as after the
 * engine was replaced, or where the graph holds something else afterwards; or as `askGremlin` does.
 */
export async function restoreKeptGraph(engine: EngineAddress, { graph, level }: KeptGraph): Promise<void> {
  const script = `
    def kept = g${graph}.getGraph().variables().get(${name(level)}).orElse(null)
    if (kept == null) return 'nothing kept'
    g${graph}.V().drop().iterate()
    g${graph}.getGraph().tx().commit()
    ${MAPPER}
    ${GRAPHSON}.GraphSONReader.build().mapper(mapper).create().readGraph(new ByteArrayInputStream(kept[0]), g${graph}.getGraph())
    kept[1] == ${counts(graph)} ? '' : ${counts(graph)} + " instead of \${kept[1]}".toString()`
  const problem = await askGremlin(engine, script, AbortSignal.timeout(KEEP_TIMEOUT_MS))
  if (problem === '') return
  throw new NamespaceError(problem === 'nothing kept' ? keptGraphLost() : keptGraphDiffers(String(problem)), {
    resource: 'graph',
  })
}

/** Removes the copies of graphs at the level `from` and above; default: all. Fails as `askGremlin` does. */
export async function forgetKeptGraphs(engine: EngineAddress, graphs: readonly number[], from = 1): Promise<void> {
  if (graphs.length === 0) return
  const sources = `[${graphs.map((graph) => `g${graph}`).join(', ')}]`
  const script = `
    ${sources}.each {
      def variables = it.getGraph().variables()
      variables.keys().findAll { it.startsWith('kept') && (it.substring(4) as int) >= ${from} }.each { variables.remove(it) }
    }
    0`
  await askGremlin(engine, script, AbortSignal.timeout(KEEP_TIMEOUT_MS))
}
