import { writeFile } from 'node:fs/promises'
import type { DatasetEdge, DatasetGraph, PropertyValue } from './dataset.ts'

/**
 * Writes a graph for the server-side step `g.io(file).read()`: GraphSON 3, a vertex a line. One request then loads what
 * would take one for each hundred elements.
 *
 * TinkerPop's reader takes edges from the vertex they lead to and gives vertex properties ids of their own: what it does
 * not need is left out, which halves the time.
 *
 * `added`: properties that every element gets besides its own.
 */
export async function writeGraph(
  graph: DatasetGraph,
  file: string,
  added: Readonly<Record<string, string>> = {},
): Promise<void> {
  const incoming = groupBy(graph.edges, ({ to }) => to)
  const lines = graph.vertices.map(({ id, label, properties }) => {
    const edges = incoming.get(id)
    return JSON.stringify({
      id,
      label,
      ...(edges && { inE: edgesByLabel(edges, added) }),
      properties: {
        ...mapValues(properties, (values) => values.map((value) => ({ value: typed(value) }))),
        ...mapValues(added, (value) => [{ value }]),
      },
    })
  })
  await writeFile(file, lines.map((line) => `${line}\n`).join(''))
}

function edgesByLabel(
  edges: readonly DatasetEdge[],
  added: Readonly<Record<string, string>>,
): Record<string, object[]> {
  const groups = groupBy(edges, ({ label }) => label)
  return mapValues(Object.fromEntries(groups), (group) =>
    group.map(({ id, from, properties }) => ({
      id,
      outV: from,
      properties: { ...mapValues(properties, typed), ...added },
    })),
  )
}

/** GraphSON 3 names the type of every value but text and booleans. */
function typed(value: PropertyValue): unknown {
  if (typeof value === 'bigint') return { '@type': 'g:Int64', '@value': exactly(value) }
  if (typeof value === 'number') return { '@type': 'g:Int32', '@value': value }
  if (value instanceof Date) return { '@type': 'g:Date', '@value': value.getTime() }
  if (typeof value === 'object') {
    const { decimal } = value
    // JSON has no Infinity and no NaN; GraphSON writes them as text.
    return { '@type': 'g:Double', '@value': Number.isFinite(decimal) ? decimal : String(decimal) }
  }
  return value
}

/** A Long may have more digits than a JavaScript number; `JSON.rawJSON` is not in TypeScript's library yet. */
function exactly(value: bigint): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(String(value))
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
