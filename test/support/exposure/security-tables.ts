import { readFileSync } from 'node:fs'

/** The rows of the table under a heading of SECURITY.md, each of its first `columns` cells. Fails where there is none. */
export function securityTable(heading: string, columns: number): string[] {
  const text = readFileSync(new URL('../../../SECURITY.md', import.meta.url), 'utf8')
  const [, section] = text.split(new RegExp(`^### ${heading}$`, 'm'))
  if (section === undefined) throw new Error(`SECURITY.md has no heading "${heading}".`)
  const lines = section
    .split(/^#/m)[0]!
    .split('\n')
    .filter((line) => line.startsWith('|'))
  if (lines.length < 3) throw new Error(`SECURITY.md has no table under "${heading}".`)
  return lines
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, columns + 1)
        .map((cell) => cell.trim().replaceAll('`', ''))
        .join(' | '),
    )
    .sort()
}
