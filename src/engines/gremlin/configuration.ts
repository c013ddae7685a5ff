/**
 * The configuration of a graph, as close to Neptune as Gremlin Server gets: string ids, set cardinality and transactions.
 *
 * Vertex properties need the UUID id manager beside string ids: with another one, adding a property fails.
 *
 * No property is indexed. In TinkerPop 3.7.5 an index of this graph gives wrong answers inside a transaction, also within one
 * traversal: a vertex that was given an edge, or whose property was set again, is not found by the indexed key until the
 * commit. Where vertices have an index and edges have none, a rollback fails, and the server answers no script any more. Ids
 * are found without a search.
 */
export const graphProperties = `gremlin.graph=org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerTransactionGraph
gremlin.tinkergraph.vertexIdManager=STRING
gremlin.tinkergraph.edgeIdManager=STRING
gremlin.tinkergraph.vertexPropertyIdManager=UUID
gremlin.tinkergraph.defaultVertexPropertyCardinality=set
`

/** Binds a traversal source to each graph: `g0` for the run, and one for each worker. There is no plain `g`: the gate names the graph. */
export function initScript(graphs: number): string {
  const sources = Array.from({ length: graphs }, (_, n) => `g${n}: traversal().withEmbedded(graph${n})`)
  return `[${sources.join(', ')}]\n`
}

/**
 * The serializers of Neptune. The first one that offers `application/json` gets it, which is GraphSON 3, as on Neptune.
 * GraphSON needs the registry that writes the graph of `subgraph()`, and fails without it; GraphBinary can write graphs.
 */
const serializers = [
  'GraphSONMessageSerializerV3',
  'GraphSONUntypedMessageSerializerV3',
  'GraphBinaryMessageSerializerV1',
  'GraphSONMessageSerializerV2',
  'GraphSONUntypedMessageSerializerV2',
  'GraphSONMessageSerializerV1',
  'GraphSONUntypedMessageSerializerV1',
]

function serializerLine(name: string): string {
  const version = /^GraphSON.*(V\d)$/.exec(name)?.[1]
  const registry = `org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerIoRegistry${version}`
  const config = version === undefined ? '' : `, config: {ioRegistries: [${registry}]}`
  return `  - {className: org.apache.tinkerpop.gremlin.util.ser.${name}${config}}`
}

/** The largest request, in bytes, as on Neptune. */
const MAX_REQUEST_BYTES = 150 * 1024 * 1024

/** Enough threads that a query of one worker does not wait for those of others, also where one worker sends several at once. */
const LEAST_QUERY_THREADS = 4
const QUERY_THREADS_PER_GRAPH = 2

/** Where a server listens, and where it reads its configuration. */
export interface ServerPlace {
  readonly host: string
  readonly port: number
  /** The folder of `graph.properties` and `init.groovy`, as the server sees it. */
  readonly directory: string
}

/** The configuration of the server: queries end after 120 s, and Gremlin's own grammar reads the scripts of clients, as the gate asks for. */
export function serverYaml({ host, port, directory }: ServerPlace, graphs: number): string {
  const graphLines = Array.from({ length: graphs }, (_, n) => `  graph${n}: ${directory}/graph.properties`)
  return `host: ${host}
port: ${port}
evaluationTimeout: 120000
gremlinPool: ${Math.max(LEAST_QUERY_THREADS, QUERY_THREADS_PER_GRAPH * graphs)}
channelizer: GuardedChannelizer
graphs:
${graphLines.join('\n')}
scriptEngines:
  gremlin-groovy:
    plugins:
      org.apache.tinkerpop.gremlin.server.jsr223.GremlinServerGremlinPlugin: {}
      org.apache.tinkerpop.gremlin.tinkergraph.jsr223.TinkerGraphGremlinPlugin: {}
      org.apache.tinkerpop.gremlin.jsr223.ScriptFileGremlinPlugin: {files: [${directory}/init.groovy]}
  gremlin-lang: {}
serializers:
${serializers.map(serializerLine).join('\n')}
maxInitialLineLength: 65536
maxHeaderSize: 65536
maxContentLength: ${MAX_REQUEST_BYTES}
`
}
