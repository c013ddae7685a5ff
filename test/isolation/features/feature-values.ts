import gremlin from 'gremlin'
import { Unreadable } from './gremlin-words.ts'

type Source = gremlin.process.GraphTraversalSource
const { direction, merge, t } = gremlin.process
const { toLong } = gremlin.structure as unknown as { readonly toLong: (value: number) => unknown }

/** A parameter of a scenario: `d[1].l`, `v[marko].id`, `m[{"t[label]": "person"}]`. Elements are those of the graph. */
export async function featureValue(g: Source, text: string): Promise<unknown> {
  const [, type, inside = '', suffix] = /^(\w+)\[(.*)\](?:\.(\w+))?$/s.exec(text) ?? []
  switch (type) {
    case undefined:
      return literals.has(text) ? literals.get(text) : text
    case 'd':
      return suffix === 'l' ? toLong(Number(inside)) : Number(inside)
    case 'l':
      return Promise.all(itemsOf(inside).map((item) => featureValue(g, item)))
    case 's':
      return new Set(await Promise.all(itemsOf(inside).map((item) => featureValue(g, item))))
    case 'm':
      return jsonValue(g, JSON.parse(inside))
    case 't':
      return wordOf(t, inside)
    case 'D':
      return wordOf({ ...direction, from: direction.from_ }, inside.toLowerCase())
    case 'M':
      return wordOf(merge, inside)
    case 'v': {
      const [vertex] = await g.V().has('name', inside).toList()
      return suffix === undefined
        ? (vertex ?? new gremlin.structure.Vertex(inside as never, 'vertex'))
        : ((vertex as { id?: unknown } | undefined)?.id ?? inside)
    }
    case 'e': {
      const [, from, label = '', to] = /^(.*)-(.*)->(.*)$/.exec(inside) ?? []
      const edges = await g.V().has('name', from).outE(label).as('e').inV().has('name', to).select('e').toList()
      const [edge] = edges as { id: unknown }[]
      return suffix === undefined ? edge : edge?.id
    }
    default:
      throw new Unreadable(text)
  }
}

const literals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
])

async function jsonValue(g: Source, json: unknown): Promise<unknown> {
  if (typeof json === 'string') return featureValue(g, json)
  if (Array.isArray(json)) return Promise.all(json.map((item) => jsonValue(g, item)))
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).map(
    async ([key, item]) => [await featureValue(g, key), await jsonValue(g, item)] as const,
  )
  return new Map(await Promise.all(entries))
}

function wordOf(words: object, name: string): unknown {
  return (words as Record<string, unknown>)[name]
}

/** The items of a list, which can hold lists. */
function itemsOf(text: string): string[] {
  const items: string[] = []
  let depth = 0
  let item = ''
  for (const character of text) {
    if ('[{'.includes(character)) depth += 1
    if (']}'.includes(character)) depth -= 1
    if (character === ',' && depth === 0) {
      items.push(item)
      item = ''
    } else item += character
  }
  return text === '' ? [] : [...items, item]
}
