import type { EngineAddress } from '../../base/engine-address.ts'
import { NamespaceError } from '../../errors/errors.ts'
import { askGremlin } from './ask-gremlin.ts'

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
