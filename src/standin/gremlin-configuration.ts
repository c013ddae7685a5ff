/**
 * Gremlin Server's configuration: as near to Neptune as it gets. String ids, set cardinality, transactions, queries cut
 * at 120 s; one graph for the run itself (`g0`) and one for each worker, and no plain `g`: the gate names the graph.
 *
 * Vertex properties need the UUID id manager beside string ids; with another, adding a property fails.
 */
export const graphProperties = `gremlin.graph=org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerTransactionGraph
gremlin.tinkergraph.vertexIdManager=STRING
gremlin.tinkergraph.edgeIdManager=STRING
gremlin.tinkergraph.vertexPropertyIdManager=UUID
gremlin.tinkergraph.defaultVertexPropertyCardinality=set
`

/** Makes the indexes of each graph, and binds a traversal source to it. */
export function initScript(graphs: number, indexedKeys: readonly string[]): string {
  const numbers = Array.from({ length: graphs }, (_, n) => n)
  const keys = indexedKeys.map(groovyText).join(', ')
  return `[${numbers.map((n) => `graph${n}`).join(', ')}].each { graph ->
  [${keys}].each { key -> graph.createIndex(key, Vertex.class) }
}
[${numbers.map((n) => `g${n}: traversal().withEmbedded(graph${n})`).join(', ')}]
`
}

/** In single quotes, where Groovy interpolates nothing. */
function groovyText(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `'${escaped}'`
}

export function serverYaml(port: number, graphs: number): string {
  const graphLines = Array.from({ length: graphs }, (_, n) => `  graph${n}: conf/graph.properties`)
  return `host: 127.0.0.1
port: ${port}
evaluationTimeout: 120000
channelizer: org.apache.tinkerpop.gremlin.server.channel.WsAndHttpChannelizer
graphs:
${graphLines.join('\n')}
scriptEngines:
  gremlin-groovy:
    plugins:
      org.apache.tinkerpop.gremlin.server.jsr223.GremlinServerGremlinPlugin: {}
      org.apache.tinkerpop.gremlin.tinkergraph.jsr223.TinkerGraphGremlinPlugin: {}
      org.apache.tinkerpop.gremlin.jsr223.ScriptFileGremlinPlugin: {files: [conf/init.groovy]}
serializers:
  - {className: org.apache.tinkerpop.gremlin.util.ser.GraphSONMessageSerializerV3}
  - {className: org.apache.tinkerpop.gremlin.util.ser.GraphBinaryMessageSerializerV1}
  - {className: org.apache.tinkerpop.gremlin.util.ser.GraphSONMessageSerializerV2}
  - {className: org.apache.tinkerpop.gremlin.util.ser.GraphSONUntypedMessageSerializerV3}
maxInitialLineLength: 65536
maxHeaderSize: 65536
maxContentLength: 104857600
`
}
