import { readRooms } from '../rooms.ts'
import { replaceBlock } from './block.ts'

/** CONTRIBUTING.md with the table of the rooms, made from their README.md files. */
export function contributingPage(now: string): string {
  const rows = readRooms().map(
    ({ name, what, runsIn, imports }) => `| \`${name}/\` | ${runsIn} | ${what} | ${imports.join(', ') || '–'} |`,
  )
  const table = ['| room | runs in | what it is | may import |', '|---|---|---|---|', ...rows]
  return replaceBlock(now, 'rooms', table.join('\n'))
}
