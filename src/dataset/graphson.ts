import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import type { DatasetEdge, DatasetVertex, PropertyValue } from './dataset.ts'
import type { ElementSink } from './neptune-csv.ts'

interface GraphsonOptions {
  /** Properties that every element gets besides its own; default none. */
  readonly added?: Readonly<Record<string, string>>
  /**
   * Into how many parts the elements are sorted, since the edges of a vertex may stand anywhere. Default 1, which is held
   * in memory. More are files beside the file that is written, and one of them at a time is in memory.
   */
  readonly buckets?: number
}

/** The beginning of a vertex's line, and its properties: between them go the edges that lead to it. */
type VertexEntry = readonly [kind: 'v', id: string, head: string, properties: string]
type EdgeEntry = readonly [kind: 'e', to: string, label: string, edge: string]
type Entry = VertexEntry | EdgeEntry

/**
 * Writes a graph for the server-side step `g.io(file).read()`: GraphSON 3, a vertex a line. One request then loads what
 * would take one for each hundred elements.
 *
 * TinkerPop's reader takes edges from the vertex they lead to and gives vertex properties ids of their own: what it does
 * not need is left out, which halves the time.
 */
export class GraphsonWriter implements ElementSink {
  readonly #added: Readonly<Record<string, string>>
  readonly #lines: FileLines
  readonly #held: Entry[] = []
  readonly #buckets: readonly FileLines[]

  constructor(file: string, { added = {}, buckets = 1 }: GraphsonOptions = {}) {
    this.#added = added
    this.#lines = new FileLines(file)
    this.#buckets = buckets === 1 ? [] : Array.from({ length: buckets }, (_, at) => new FileLines(`${file}.${at}`))
  }

  vertex({ id, label, properties }: DatasetVertex): void {
    const values = {
      ...mapValues(properties, (all) => all.map((value) => ({ value: graphsonValue(value) }))),
      ...mapValues(this.#added, (value) => [{ value }]),
    }
    const head = `{"id":${JSON.stringify(id)},"label":${JSON.stringify(label)}`
    this.#add(['v', id, head, JSON.stringify(values)])
  }

  edge({ id, label, from, to, properties }: DatasetEdge): void {
    const values = { ...mapValues(properties, graphsonValue), ...this.#added }
    this.#add(['e', to, label, JSON.stringify({ id, outV: from, properties: values })])
  }

  /** Writes what is still to be written, and closes the file. */
  finish(): void {
    this.#write(this.#held)
    for (const bucket of this.#buckets) {
      this.#write(bucket.readJson<Entry>())
      bucket.remove()
    }
    this.close()
  }

  /** Closes the file, and removes the parts beside it; does nothing after `finish`. */
  close(): void {
    for (const bucket of this.#buckets) bucket.remove()
    this.#lines.close()
  }

  #add(entry: Entry): void {
    const { length } = this.#buckets
    if (length === 0) this.#held.push(entry)
    else this.#buckets[bucketOf(entry[1], length)]?.add(JSON.stringify(entry))
  }

  #write(entries: readonly Entry[]): void {
    const incoming = new Map<string, Map<string, string[]>>()
    for (const [kind, to, label, edge] of entries) {
      if (kind === 'v') continue
      const byLabel = getOrAdd(incoming, to, () => new Map<string, string[]>())
      getOrAdd(byLabel, label, () => []).push(edge)
    }
    for (const [kind, id, head, properties] of entries) {
      if (kind === 'e') continue
      const edges = incoming.get(id)
      const inE = edges ? `,"inE":{${[...edges].map(edgesOfLabel).join(',')}}` : ''
      this.#lines.add(`${head}${inE},"properties":${properties}}`)
    }
  }
}

function edgesOfLabel([label, edges]: readonly [string, readonly string[]]): string {
  return `${JSON.stringify(label)}:[${edges.join(',')}]`
}

/** The same for a vertex and for the edges that lead to it. */
function bucketOf(id: string, buckets: number): number {
  let hash = 0
  for (let at = 0; at < id.length; at += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(at)) | 0
  return (hash >>> 0) % buckets
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function mapValues<In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

/** How much is collected before it is written, in characters. */
const FLUSH_LENGTH = 256 * 1024

/** A file of lines that is being written. */
class FileLines {
  readonly path: string
  readonly #file: number
  #begun: string[] = []
  #length = 0
  #isOpen = true

  constructor(path: string) {
    this.path = path
    this.#file = openSync(path, 'w', 0o600)
  }

  add(line: string): void {
    this.#begun.push(line, '\n')
    this.#length += line.length
    if (this.#length >= FLUSH_LENGTH) this.#flush()
  }

  close(): void {
    if (!this.#isOpen) return
    this.#flush()
    closeSync(this.#file)
    this.#isOpen = false
  }

  /** Closes and removes the file. */
  remove(): void {
    this.close()
    rmSync(this.path, { force: true })
  }

  /** What has been written, each line as JSON. Closes the file. */
  readJson<T>(): T[] {
    this.close()
    const lines = readFileSync(this.path, 'utf8').split('\n')
    lines.pop()
    return lines.map((line) => JSON.parse(line) as T)
  }

  #flush(): void {
    const bytes = Buffer.from(this.#begun.join(''))
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    this.#begun = []
    this.#length = 0
  }
}

/**
 * A property's value in GraphSON 3, which names the type of every value but text and booleans. Of the smaller integers it
 * makes Int32: the engine's reader of files takes its names for the others for text.
 */
export function graphsonValue(value: PropertyValue): unknown {
  if (typeof value === 'bigint') return typed('g:Int64', exactly(value))
  if (typeof value === 'number') return typed('g:Int32', value)
  if (value instanceof Date) return typed('g:Date', value.getTime())
  if (typeof value !== 'object') return value
  // JSON has no Infinity and no NaN; GraphSON writes them as text.
  return typed(`g:${value.type}`, Number.isFinite(value.value) ? value.value : String(value.value))
}

const typed = (type: string, value: unknown) => ({ '@type': type, '@value': value })

/** A Long may have more digits than a JavaScript number; `JSON.rawJSON` is not in TypeScript's library yet. */
function exactly(value: bigint): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(String(value))
}
