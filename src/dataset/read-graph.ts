import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetGraph } from './dataset.ts'
import type { Placed } from './neptune-csv.ts'
import { readGraphFile } from './neptune-csv.ts'
import type { Problems } from './problems.ts'

/** Reads all CSV files of a folder as one graph; files may come in any order. */
export async function readGraph(folder: string, name: string, problems: Problems): Promise<DatasetGraph> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.csv')).sort()
  if (files.length === 0) problems.add(name, undefined, 'there is no .csv file in this folder')
  const read = await Promise.all(files.map((file) => readGraphFile(join(folder, file), `${name}/${file}`, problems)))
  const vertices = read.flatMap((file) => file.vertices)
  const edges = read.flatMap((file) => file.edges)
  reportDuplicates('vertex', vertices, problems)
  reportDuplicates('edge', edges, problems)
  const ids = new Set(vertices.map(({ element }) => element.id))
  for (const { element, file, line } of edges) {
    for (const [column, id] of [
      ['~from', element.from],
      ['~to', element.to],
    ] as const) {
      if (id !== '' && !ids.has(id)) problems.add(file, line, `${column} names the vertex '${id}', which is in no file`)
    }
  }
  return { vertices: vertices.map(({ element }) => element), edges: edges.map(({ element }) => element) }
}

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
