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

/** Keeping a graph, or bringing it back, in milliseconds: less than a worker waits for it, which would begin another beside it. */
const KEEP_TIMEOUT_MS = 40_000

/** A graph of an engine, by its number, and as the how manieth of its worker it is kept. */
export interface KeptGraph {
  readonly graph: number
  readonly level: number
}

const GRAPHSON = 'org.apache.tinkerpop.gremlin.structure.io.graphson'

/** With all types that a property can have. TinkerPop's smaller form, Gryo, opens classes that a Java of today keeps closed. */
const MAPPER = `def mapper = ${GRAPHSON}.GraphSONMapper.build().version(${GRAPHSON}.GraphSONVersion.V3_0)
      .addCustomModule(${GRAPHSON}.GraphSONXModuleV3.build()).create()`

/** Where the engine itself holds it: in the variables of the graph, which no request of a client reaches. */
const name = (level: number) => `'kept${level}'`

/** Both counts as one text: an answer's first result is read, and a list would be several. */
const counts = (graph: number) => `"\${g${graph}.V().count().next()} \${g${graph}.E().count().next()}".toString()`

/**
 * Has a Gremlin engine keep what a graph holds now, in its own memory, beside what it holds at lower levels. Asks the engine
 * itself, not by a gate. Fails as `askGremlin` does.
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
 * Brings a graph back to what was kept of it, and proves it by counting. Fails with a NamespaceError where nothing was kept,
 * as after the engine was replaced, or where it holds something else afterwards; or as `askGremlin` does.
 */
export async function restoreKeptGraph(engine: EngineAddress, { graph, level }: KeptGraph): Promise<void> {
  const script = `
    def kept = g${graph}.getGraph().variables().get(${name(level)}).orElse(null)
    if (kept == null) return 'nothing kept'
    g${graph}.V().drop().iterate()
    g${graph}.getGraph().tx().commit()
    ${MAPPER}
    ${GRAPHSON}.GraphSONReader.build().mapper(mapper).create().readGraph(new ByteArrayInputStream(kept[0]), g${graph}.getGraph())
    kept[1] == ${counts(graph)} ? '' : "\${kept[1]} instead of ".toString() + ${counts(graph)}`
  const problem = await askGremlin(engine, script, AbortSignal.timeout(KEEP_TIMEOUT_MS))
  if (problem === '') return
  throw new NamespaceError(
    problem === 'nothing kept'
      ? ["What a file's seed had made is lost: the engine of the graph was replaced meanwhile.", 'Run the file again.']
      : [
          "The graph is not as the file's seed had left it.",
          `It was to hold ${String(problem).replace(/(\d+) (\d+)/g, '$1 vertices and $2 edges')}.`,
        ],
    { resource: 'graph' },
  )
}

/** Forgets what was kept of graphs, at all levels from this one on. Fails as `askGremlin` does. */
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
