import type { CsvError, Options } from 'csv-parse'
import { Parser } from 'csv-parse'
import { counted } from '../base/counted.ts'
import type { DatasetEdge, DatasetVertex, PropertyValue } from './dataset.ts'
import { type Column, type Header, readHeader, type SystemName } from './neptune-columns.ts'
import { type FileToRead, readBlocks } from './read-blocks.ts'

/** What is called with each element of a file, in its order, and the line it begins on. */
export interface ElementSink {
  vertex(vertex: DatasetVertex, line: number): void
  edge(edge: DatasetEdge, line: number): void
}

/** One record: its values, undefined where the field is blank (`""` is an empty text), and the line it begins on. */
interface Row {
  readonly cells: readonly (string | undefined)[]
  readonly line: number
}

type Report = (what: string) => void

/** The longest record, in bytes: after a quote that is never closed the rest of the file would be one. */
const LONGEST_RECORD = 16 * 1024 * 1024

/**
 * Reads a file in Neptune's Gremlin load format (Neptune user guide, "Gremlin load data format"): RFC 4180, a header of
 * typed columns. Holds one row at a time. Returns whether every row could be read; otherwise the file may hold more than
 * the sink has got.
 */
export function readGraphFileOf(file: FileToRead, sink: ElementSink): boolean {
  const { name, problems } = file
  let isWhole = true
  const report = (line: number | undefined, what: string) => {
    isWhole = false
    problems.add(name, line, what)
  }
  let header: Header | undefined
  let isEmpty = true
  const isSound = readRows(file, report, (row) => {
    if (isEmpty) {
      isEmpty = false
      header = headerOf(row, report)
      return header !== undefined
    }
    if (header) readElement(row, header, report, (what) => problems.add(name, row.line, what), sink)
    return true
  })
  if (isEmpty && isSound && isWhole) report(undefined, 'it is empty; its first line must name the columns')
  return isWhole && isSound
}

/** Whether a file holds vertices or edges, as its header says; undefined where that cannot be told. */
export function holdsOf(file: FileToRead): Header['holds'] | undefined {
  let header: Header | undefined
  readRows(
    file,
    () => {},
    (row) => {
      header = headerOf(row, () => {})
      return false
    },
  )
  return header?.holds
}

function headerOf({ cells, line }: Row, report: (line: number, what: string) => void): Header | undefined {
  return readHeader(
    cells.map((cell) => cell ?? ''),
    (what) => report(line, what),
  )
}

function readElement(
  row: Row,
  header: Header,
  miss: (line: number, what: string) => void,
  report: Report,
  sink: ElementSink,
): void {
  const width = header.columns.length
  const { length } = row.cells
  if (length !== width) {
    miss(row.line, `${counted(length, 'value')} where the header names ${counted(width, 'column')}`)
  } else if (header.holds === 'edges') sink.edge(readEdge(row, header, report), row.line)
  else sink.vertex(readVertex(row, header, report), row.line)
}

/** What csv-parse gives beside the record, of which its types know nothing. */
interface Incremental {
  parse(bytes: Buffer | undefined, isLast: boolean, push: (record: ReadRecord) => void, close: () => void): unknown
}
interface ReadRecord {
  readonly record: Row['cells']
  readonly info: { readonly lines: number }
}

/**
 * Calls back with each record up to the first that is no CSV: after a quote in the wrong place nothing can be told from
 * text. Ends early where `onRow` returns false. Returns whether the file's bytes could all be read.
 */
function readRows(
  file: FileToRead,
  report: (line: number | undefined, what: string) => void,
  onRow: (row: Row) => boolean,
): boolean {
  let fault: (CsvError & { lines?: number }) | undefined
  let isOver = false
  // What its stream is made of: without a stream the rows come at once, and nothing of them is kept.
  const { api } = new Parser({
    ...csvOptions,
    on_skip: (error) => {
      fault ??= error as CsvError & { lines?: number }
      return undefined
    },
  } as Options) as unknown as { readonly api: Incremental }
  const push = ({ record, info }: ReadRecord) => {
    if (isOver || fault) return
    // The parser counts to a record's last line.
    const inside = record.reduce((sum, cell) => sum + lineFeedsIn(cell), 0)
    isOver = !onRow({ cells: record, line: info.lines - inside })
  }
  const blocks = readBlocks(file)
  let block = blocks.next()
  for (; !block.done && !isOver && !fault; block = blocks.next()) api.parse(block.value.bytes, false, push, () => {})
  const isRead = block.done ? block.value : true
  if (!block.done) blocks.return(true)
  if (isRead && !isOver && !fault) api.parse(undefined, true, push, () => {})
  if (fault) report(fault.lines, `${fault.message}; nothing after it was read`)
  return isRead
}

const csvOptions = {
  info: true,
  trim: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
  max_record_size: LONGEST_RECORD,
  cast: (value: string, { quoting }: { quoting: boolean }) => (value === '' && !quoting ? undefined : value),
}

function lineFeedsIn(cell: string | undefined): number {
  if (cell === undefined) return 0
  let count = 0
  for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1
  return count
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

/** Neptune takes an empty text for an id; here it counts as a mistake. */
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
