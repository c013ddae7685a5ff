import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { DatasetEdge, DatasetGraph, PropertyValue } from './dataset.ts'

/**
 * Writes a graph for the server-side step `g.io(file).read()`: GraphSON 3, one vertex a line with the edges at both of
 * its ends, as TinkerPop's reader takes it. One request then loads what would take one for each hundred elements.
 */
export async function writeGraph(graph: DatasetGraph, file: string): Promise<void> {
  const ends = new Map(graph.vertices.map(({ id }) => [id, { out: [] as DatasetEdge[], in: [] as DatasetEdge[] }]))
  for (const edge of graph.edges) {
    ends.get(edge.from)?.out.push(edge)
    ends.get(edge.to)?.in.push(edge)
  }
  const lines = graph.vertices.map(({ id, label, properties }) =>
    JSON.stringify({
      id,
      label,
      outE: byLabel(ends.get(id)?.out ?? [], ({ to }) => ({ inV: to })),
      inE: byLabel(ends.get(id)?.in ?? [], ({ from }) => ({ outV: from })),
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, values]) => [name, values.map(vertexProperty)]),
      ),
    }),
  )
  await writeFile(file, `${lines.join('\n')}\n`)
}

function byLabel(edges: readonly DatasetEdge[], otherEnd: (edge: DatasetEdge) => object): Record<string, object[]> {
  const groups: Record<string, object[]> = {}
  for (const edge of edges) {
    const properties = Object.entries(edge.properties).map(([name, value]) => [name, typed(value)])
    groups[edge.label] ??= []
    groups[edge.label]?.push({ id: edge.id, ...otherEnd(edge), properties: Object.fromEntries(properties) })
  }
  return groups
}

function vertexProperty(value: PropertyValue): object {
  return { id: { '@type': 'g:UUID', '@value': randomUUID() }, value: typed(value) }
}

/** GraphSON 3 names the type of every value but strings and booleans. */
function typed(value: PropertyValue): unknown {
  if (typeof value === 'bigint') return { '@type': 'g:Int64', '@value': exactly(value) }
  if (typeof value === 'number') return { '@type': 'g:Int32', '@value': value }
  if (value instanceof Date) return { '@type': 'g:Date', '@value': value.getTime() }
  if (typeof value === 'object') return { '@type': 'g:Double', '@value': value.decimal }
  return value
}

/** A Long may have more digits than a JavaScript number; `JSON.rawJSON` is not in TypeScript's library yet. */
function exactly(value: bigint): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(String(value))
}
