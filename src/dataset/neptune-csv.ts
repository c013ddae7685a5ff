import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { DatasetEdge, DatasetVertex, PropertyValue } from './dataset.ts'
import type { Column } from './neptune-header.ts'
import { readColumn, splitArray } from './neptune-header.ts'
import type { Problems } from './problems.ts'

/** What one file holds, with the line of each element for later checks. */
export interface GraphFile {
  readonly vertices: readonly Placed<DatasetVertex>[]
  readonly edges: readonly Placed<DatasetEdge>[]
}

/** Something read from a file, and where it stood. */
export interface Placed<T> {
  readonly element: T
  readonly file: string
  readonly line: number
}

/** One record as the CSV parser gives it. */
interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Reads one CSV file in Neptune's Gremlin load format. `name` is what problems call it. */
export async function readGraphFile(path: string, name: string, problems: Problems): Promise<GraphFile> {
  const empty = { vertices: [], edges: [] }
  let records: CsvRecord[]
  try {
    records = parse(await readFile(path), {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[]
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number }
    problems.add(name, lines, message)
    return empty
  }
  const [header, ...rows] = records
  if (!header) {
    problems.add(name, undefined, 'the file is empty; its first line must name the columns')
    return empty
  }
  const columns = readHeader(header, name, problems)
  return columns ? readRows(rows, columns, name, problems) : empty
}

function readHeader({ record, info }: CsvRecord, name: string, problems: Problems): Column[] | undefined {
  const columns = record.map(readColumn)
  const wrong = columns.filter((column) => typeof column === 'string')
  for (const what of wrong) problems.add(name, info.lines, what)
  if (wrong.length > 0) return undefined
  const has = (kind: Column['kind']) => columns.some((column) => (column as Column).kind === kind)
  if (!has('~id')) problems.add(name, info.lines, "the column '~id' is missing")
  if (has('~from') !== has('~to')) problems.add(name, info.lines, "edges need both columns '~from' and '~to'")
  return has('~id') && has('~from') === has('~to') ? (columns as Column[]) : undefined
}

function readRows(rows: readonly CsvRecord[], columns: readonly Column[], file: string, problems: Problems): GraphFile {
  const vertices: Placed<DatasetVertex>[] = []
  const edges: Placed<DatasetEdge>[] = []
  const areEdges = columns.some(({ kind }) => kind === '~from')
  for (const { record, info } of rows) {
    const line = info.lines
    const report = (what: string) => problems.add(file, line, what)
    if (record.length !== columns.length) {
      report(`${record.length} values where the header names ${columns.length} columns`)
      continue
    }
    const system = (kind: Column['kind']) => record[columns.findIndex((column) => column.kind === kind)]?.trim() ?? ''
    const properties = readProperties(record, columns, report)
    const id = system('~id')
    if (id === '') report('~id is empty')
    if (areEdges) {
      const label = system('~label')
      const [from, to] = [system('~from'), system('~to')]
      if (label === '') report('~label is empty; an edge needs one')
      if (from === '' || to === '') report('~from or ~to is empty')
      for (const [name, values] of Object.entries(properties)) {
        if (values.length > 1) report(`property '${name}' has several values; an edge's property has one`)
      }
      const single = Object.fromEntries(
        Object.entries(properties).map(([name, [value]]) => [name, value as PropertyValue]),
      )
      edges.push({ element: { id, label, from, to, properties: single }, file, line })
    } else {
      // Neptune writes several labels of one vertex as `a::b`, and its default label is `vertex`.
      const label = splitArray(system('~label')).filter(Boolean).join('::') || 'vertex'
      vertices.push({ element: { id, label, properties }, file, line })
    }
  }
  return { vertices, edges }
}

function readProperties(
  record: readonly string[],
  columns: readonly Column[],
  report: (what: string) => void,
): Record<string, PropertyValue[]> {
  const properties: Record<string, PropertyValue[]> = {}
  columns.forEach((column, index) => {
    const cell = record[index] ?? ''
    // An empty cell means that the element does not have the property.
    if (column.kind !== 'property' || cell === '') return
    for (const text of column.isArray ? splitArray(cell) : [cell]) {
      const read = column.read(text)
      if (typeof read === 'string') report(`column '${column.name}': ${read}`)
      else {
        properties[column.name] ??= []
        properties[column.name]?.push(read.value)
      }
    }
  })
  return properties
}
