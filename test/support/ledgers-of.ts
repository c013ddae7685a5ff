import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Copies the ledgers of one folder into another, as if both had always been one. */
export async function joinLedgers(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const name of await ledgersIn(from)) await copyFile(join(from, name), join(to, name))
}

/** Rewrites every ledger in a folder, line by line. */
export async function rewriteLedgers(folder: string, rewrite: (line: object) => object): Promise<void> {
  for (const name of await ledgersIn(folder)) {
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n')
    const written = lines.map((line) => `${JSON.stringify(rewrite(JSON.parse(line)))}\n`)
    await writeFile(join(folder, name), written.join(''))
  }
}

/** Makes every ledger in a folder so much older, in milliseconds: nobody waits in a test as long as AWS may hide things. */
export function ageLedgers(folder: string, ms: number): Promise<void> {
  return rewriteLedgers(folder, (line) => {
    const times = Object.entries(line).filter(([key]) => key === 'at' || key === 'startedAt')
    return { ...line, ...Object.fromEntries(times.map(([key, at]) => [key, at - ms])) }
  })
}

/** The names of the ledgers in a folder; none where there is no folder yet. */
async function ledgersIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
}
