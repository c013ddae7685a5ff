/** A table of `_cat` with its header. */
export interface TextTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** For each column whether its cells stand at its right. */
  readonly isRight: readonly boolean[]
}

/**
 * Reads a table as `_cat` writes it, its header first. Names of columns have no spaces, but cells may: where a column begins
 * shows in its header and its longest cell. Lengths are in UTF-16, as the engine counts them.
 */
export function readTable(text: string): TextTable {
  const lines = text.replace(/\n$/, '').split('\n')
  const headings = [...lines[0]!.matchAll(/\S+/g)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }))
  const starts = headings.map(({ start, end }, at) =>
    at === 0 ? 0 : lines.reduce((least, line) => Math.min(least, startOfRun(line, start, end)), start),
  )
  const isRight = starts.map((start, at) => standsAtRight(lines, start, starts[at + 1]))
  const cellsOf = (line: string) =>
    starts.map((start, at) => {
      const cell = line.slice(start, endOf(starts[at + 1]))
      return isRight[at] ? cell.trimStart() : cell.trimEnd()
    })
  const [header = [], ...rows] = lines.map(cellsOf)
  return { header, rows, isRight }
}

/** A column ends before the space that parts it from the next one; the last one with the line. */
const endOf = (next: number | undefined): number | undefined => (next === undefined ? undefined : next - 1)

/** Where the first run of characters begins that reaches into these places. */
function startOfRun(line: string, start: number, end: number): number {
  let at = start
  while (at < end && (line[at] ?? ' ') === ' ') at++
  if (at === end) return Number.POSITIVE_INFINITY
  while (at > 0 && line[at - 1] !== ' ') at--
  return at
}

/** Whether all cells end where the column does, and not all begin where it begins. */
function standsAtRight(lines: readonly string[], start: number, next: number | undefined): boolean {
  const end = endOf(next) ?? longestOf(lines)
  const cells = lines.map((line) => line.slice(start, end))
  const isLast = next === undefined
  // What is empty shows only in the last column, where it has no spaces at its left.
  const filled = cells.filter((cell) => cell !== '' && (isLast || cell.trim() !== ''))
  const touchRight = filled.every((cell) => cell.length === end - start && (cell.trim() === '' || !cell.endsWith(' ')))
  return touchRight && filled.some((cell) => cell.startsWith(' '))
}

/** Writes a table as `_cat` does. */
export function writeTable({ header, rows, isRight }: TextTable, hasHeader: boolean): string {
  const lines = hasHeader ? [header, ...rows] : rows
  const widths = header.map((_, at) => longestOf(lines.map((cells) => cells[at]!)))
  return lines
    .map(
      (cells) =>
        `${cells.map((cell, at) => pad(cell, widths[at]!, isRight[at]!, at === cells.length - 1)).join(' ')}\n`,
    )
    .join('')
}

const longestOf = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0)

function pad(cell: string, width: number, isRight: boolean, isLast: boolean): string {
  const padding = ' '.repeat(Math.max(0, asByte(width - cell.length)))
  if (isRight) return padding + cell
  return isLast ? cell : cell + padding
}

/** The engine counts the spaces in a byte: where more than 127 are missing it writes none, or too few. */
const asByte = (count: number): number => (count << 24) >> 24
