import type { Hash } from 'node:crypto'
import { join } from 'node:path'
import type { DatasetEdge, DatasetVertex, GraphFiles, GraphSizes, PropertyValue } from './dataset.ts'
import { foreignMembers, listFolder } from './dataset-folder.ts'
import { IdTable } from './id-table.ts'
import { type ElementSink, holdsOf, readGraphFileOf } from './neptune-csv.ts'
import type { ProblemList } from './problems.ts'

interface GraphToRead {
  /** The folder with the CSV files. */
  readonly folder: string
  /** What problems call it. */
  readonly name: string
  readonly problems: ProblemList
  /** The hash that a file's bytes go into. */
  readonly hashOf?: (file: string) => Hash
  /** Gets each element, vertices before edges. Default: they are only checked. */
  readonly sink?: ElementSink
}

/**
 * Reads all CSV files of a folder as one graph; files may come in any order. Every element is checked by itself, its id
 * for being the only one, and both ends of an edge for being there. Holds one row and a table of the ids.
 */
export function readGraph({ folder, name, problems, hashOf, sink }: GraphToRead): GraphFiles {
  const entries = listFolder(folder, name, problems)
  if (!entries) return { folder, ...new GraphSize().total() }
  const isRead = (file: string) => file.endsWith('.csv')
  for (const foreign of foreignMembers(entries, isRead)) {
    problems.add(`${name}/${foreign}`, undefined, 'this is not read; the files of a graph are *.csv')
  }
  const files = entries.map((entry) => entry.name).filter(isRead)
  if (files.length === 0) problems.add(name, undefined, 'there is no .csv file in this folder')
  const size = new GraphSize()
  const vertexIds = new IdTable()
  const edgeIds = new IdTable()
  let hasAllVertices = true

  for (const { file, holdsEdges } of verticesFirst(folder, files.sort())) {
    const path = `${name}/${file}`
    const checked: ElementSink = {
      vertex: (vertex, line) => {
        reportDuplicate(vertexIds, 'vertex', vertex, path, line, problems)
        size.vertex(vertex)
        sink?.vertex(vertex, line)
      },
      edge: (edge, line) => {
        reportDuplicate(edgeIds, 'edge', edge, path, line, problems)
        // A vertex that could not be read is missing to each of its edges: one problem, not a thousand.
        if (hasAllVertices) reportMissing(vertexIds, edge, path, line, problems)
        size.edge(edge)
        sink?.edge(edge, line)
      },
    }
    const hash = hashOf?.(path)
    const isWhole = readGraphFileOf({ path: join(folder, file), name: path, problems, ...(hash && { hash }) }, checked)
    if (!holdsEdges && !isWhole) hasAllVertices = false
  }
  return { folder, ...size.total() }
}

/** A file whose header is not sound may hold vertices, for all that is known. */
function verticesFirst(folder: string, files: readonly string[]): { file: string; holdsEdges: boolean }[] {
  // What is wrong with a file is reported when it is read.
  const problems = { add() {} }
  const all = files.map((file) => {
    return { file, holdsEdges: holdsOf({ path: join(folder, file), name: file, problems }) === 'edges' }
  })
  return [...all.filter(({ holdsEdges }) => !holdsEdges), ...all.filter(({ holdsEdges }) => holdsEdges)]
}

function reportMissing(
  ids: IdTable,
  { from, to }: DatasetEdge,
  file: string,
  line: number,
  problems: ProblemList,
): void {
  const missing = (column: string, id: string) => {
    if (id !== '' && !ids.has(id)) problems.add(file, line, `${column} names the vertex '${id}', which is in no file`)
  }
  missing('~from', from)
  missing('~to', to)
}

/** Neptune merges rows of one id into one element; in a test's data that is a mistake far more often than it is intended. */
function reportDuplicate(
  ids: IdTable,
  what: string,
  { id }: DatasetVertex | DatasetEdge,
  file: string,
  line: number,
  problems: ProblemList,
): void {
  if (id === '') return
  const before = ids.add(id, file, line)
  if (before) problems.add(file, line, `the ${what} '${id}' is there already, in ${before.file}:${before.line}`)
}

/** Adds up how large a graph is. */
class GraphSize {
  #vertexCount = 0
  #edgeCount = 0
  #valueCount = 0
  #textLength = 0

  vertex({ id, label, properties }: DatasetVertex): void {
    this.#vertexCount += 1
    this.#textLength += id.length + label.length
    for (const values of Object.values(properties)) for (const value of values) this.#value(value)
  }

  edge({ id, label, properties }: DatasetEdge): void {
    this.#edgeCount += 1
    this.#textLength += id.length + label.length
    for (const value of Object.values(properties)) this.#value(value)
  }

  total(): GraphSizes {
    return {
      vertexCount: this.#vertexCount,
      edgeCount: this.#edgeCount,
      valueCount: this.#valueCount,
      textLength: this.#textLength,
    }
  }

  #value(value: PropertyValue): void {
    this.#valueCount += 1
    if (typeof value === 'string') this.#textLength += value.length
  }
}
