import type { CsvError } from 'csv-parse/sync'
import { parse } from 'csv-parse/sync'
import type { DatasetEdge, DatasetVertex, PropertyValue } from './dataset.ts'
import type { Column, Header, SystemName } from './neptune-header.ts'
import { readHeader } from './neptune-header.ts'
import type { Problems } from './problems.ts'

/** What one file holds, with the line of each element for later checks. */
export interface GraphFile {
  readonly vertices: readonly Placed<DatasetVertex>[]
  readonly edges: readonly Placed<DatasetEdge>[]
  /** Whether every row could be read; otherwise it may hold more than is known. */
  readonly isWhole: boolean
}

/** Something read from a file, and where it stood. */
export interface Placed<T> {
  readonly element: T
  readonly file: string
  readonly line: number
}

/** One record: its values, undefined where the field is blank (`""` is an empty text), and the line it begins on. */
interface Row {
  readonly cells: readonly (string | undefined)[]
  readonly line: number
}

type Report = (what: string) => void

/**
 * Reads a file in Neptune's Gremlin load format (Neptune user guide, "Gremlin load data format"): RFC 4180, a header of
 * typed columns. `file` is what problems call it.
 */
export function readGraphText(text: string, file: string, problems: Problems): GraphFile {
  let isWhole = true
  const report = (line: number | undefined, what: string) => {
    isWhole = false
    problems.add(file, line, what)
  }
  const [first, ...rows] = parseCsv(text, report)
  if (!first) {
    if (isWhole) report(undefined, 'it is empty; its first line must name the columns')
    return { vertices: [], edges: [], isWhole }
  }
  const header = readHeader(
    first.cells.map((cell) => cell ?? ''),
    (what) => report(first.line, what),
  )
  if (!header) return { vertices: [], edges: [], isWhole }
  const width = header.columns.length
  const sound = rows.filter(({ cells, line }) => {
    if (cells.length !== width)
      report(line, `${counted(cells.length, 'value')} where the header names ${counted(width, 'column')}`)
    return cells.length === width
  })
  const placed = <T>(read: (row: Row, header: Header, report: Report) => T): Placed<T>[] =>
    sound.map((row) => ({
      element: read(row, header, (what) => problems.add(file, row.line, what)),
      file,
      line: row.line,
    }))
  return header.holds === 'edges'
    ? { vertices: [], edges: placed(readEdge), isWhole }
    : { vertices: placed(readVertex), edges: [], isWhole }
}

/** The records up to the first that is no CSV: after a quote in the wrong place nothing can be told from text. */
function parseCsv(text: string, report: (line: number | undefined, what: string) => void): Row[] {
  let fault: (CsvError & { lines?: number }) | undefined
  const records = parse(text, {
    info: true,
    trim: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error: (CsvError & { lines?: number }) | undefined) => {
      fault ??= error
    },
    cast: (value, { quoting }) => (value === '' && !quoting ? undefined : value),
  }) as unknown as { record: Row['cells']; info: { lines: number } }[]
  if (fault) report(fault.lines, `${fault.message}; nothing after it was read`)
  return records.map(({ record, info }) => {
    // The parser counts to a record's last line.
    const inside = record.reduce((sum, cell) => sum + (cell?.split('\n').length ?? 1) - 1, 0)
    return { cells: record, line: info.lines - inside }
  })
}

function readVertex(row: Row, { columns }: Header, report: Report): DatasetVertex {
  const id = required(row, columns, '~id', report)
  // Neptune's default label; it writes several labels of one vertex as `a::b`.
  const labels = splitArray(system(row, columns, '~label') ?? 'vertex')
  if (labels.includes('')) report('~label holds an empty label')
  const properties = readProperties(row, columns, report)
  return { id, label: labels.join('::'), properties: Object.fromEntries(properties) }
}

function readEdge(row: Row, { columns }: Header, report: Report): DatasetEdge {
  const [id, from, to] = [
    required(row, columns, '~id', report),
    required(row, columns, '~from', report),
    required(row, columns, '~to', report),
  ]
  const label = system(row, columns, '~label') ?? 'edge'
  if (label === '') report('~label is empty')
  if (label.includes(';')) report(`~label is '${label}'; an edge has one label`)
  const single = [...readProperties(row, columns, report)].flatMap(([name, [value]]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return { id, label, from, to, properties: Object.fromEntries(single) }
}

/** Neptune takes an empty text for an id; here it is taken for a slip. */
function required(row: Row, columns: readonly Column[], name: SystemName, report: Report): string {
  const value = system(row, columns, name) ?? ''
  if (value === '') report(`${name} is empty`)
  return value
}

function system(row: Row, columns: readonly Column[], name: SystemName): string | undefined {
  return row.cells[columns.findIndex((column) => column.name === name)]
}

/** A blank field means that the element does not have the property. */
function readProperties({ cells }: Row, columns: readonly Column[], report: Report): Map<string, PropertyValue[]> {
  const properties = new Map<string, PropertyValue[]>()
  columns.forEach((column, index) => {
    const cell = cells[index]
    if (column.kind !== 'property' || cell === undefined) return
    const values: PropertyValue[] = []
    for (const text of column.isArray ? splitArray(cell) : [cell]) {
      const read = column.read(text)
      if (typeof read === 'string') report(`column '${column.name}': ${read}`)
      else values.push(read.value)
    }
    properties.set(column.name, values)
  })
  return properties
}

/** The values of a cell that may hold several: parted by `;`, where `\;` is a semicolon of the text. */
function splitArray(cell: string): string[] {
  return cell.split(/(?<!\\);/).map((part) => part.replaceAll('\\;', ';'))
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
