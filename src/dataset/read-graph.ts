import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetEdge, DatasetGraph, DatasetVertex } from './dataset.ts'
import type { Placed } from './neptune-csv.ts'
import { readGraphText } from './neptune-csv.ts'
import type { Problems } from './problems.ts'
import { readText } from './read-text.ts'
import { strangersIn } from './strangers.ts'

/** Reads all CSV files of a folder as one graph; files may come in any order. `name` is what problems call the folder. */
export async function readGraph(folder: string, name: string, problems: Problems): Promise<DatasetGraph> {
  const entries = await readdir(folder, { withFileTypes: true })
  const isRead = (file: string) => file.endsWith('.csv')
  for (const stranger of strangersIn(entries, isRead)) {
    problems.add(`${name}/${stranger}`, undefined, 'it is not read; a graph is *.csv')
  }
  const files = entries.map((entry) => entry.name).filter(isRead)
  if (files.length === 0) problems.add(name, undefined, 'there is no .csv file in this folder')
  const read = await Promise.all(
    files.sort().map(async (file) => {
      const text = await readText(join(folder, file), `${name}/${file}`, problems)
      return text === undefined
        ? { vertices: [], edges: [], isWhole: false }
        : readGraphText(text, `${name}/${file}`, problems)
    }),
  )
  const vertices = read.flatMap((file) => file.vertices)
  const edges = read.flatMap((file) => file.edges)
  reportDuplicates('vertex', vertices, problems)
  reportDuplicates('edge', edges, problems)
  // A vertex that could not be read is missing to each of its edges: one problem, not a thousand.
  if (read.every(({ isWhole }) => isWhole)) reportMissing(vertices, edges, problems)
  return { vertices: vertices.map(({ element }) => element), edges: edges.map(({ element }) => element) }
}

function reportMissing(
  vertices: readonly Placed<DatasetVertex>[],
  edges: readonly Placed<DatasetEdge>[],
  problems: Problems,
): void {
  const ids = new Set(vertices.map(({ element }) => element.id))
  for (const { element, file, line } of edges) {
    const ends = [
      ['~from', element.from],
      ['~to', element.to],
    ] as const
    for (const [column, id] of ends) {
      if (id !== '' && !ids.has(id)) problems.add(file, line, `${column} names the vertex '${id}', which is in no file`)
    }
  }
}

/** Neptune merges rows of one id into one element; in a test's data that is a slip far more often than a wish. */
function reportDuplicates(what: string, placed: readonly Placed<{ id: string }>[], problems: Problems): void {
  const first = new Map<string, Placed<unknown>>()
  for (const each of placed) {
    const { id } = each.element
    const before = first.get(id)
    if (before && id !== '') {
      problems.add(each.file, each.line, `the ${what} '${id}' is there already, in ${before.file}:${before.line}`)
    }
    first.set(id, before ?? each)
  }
}
