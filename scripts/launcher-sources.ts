import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The SHA-256 over the launcher's Java sources, by which the checked-in jar is known to be of them. */
export function launcherSourcesHash(): string {
  const folder = join(import.meta.dirname, '../src/engines/process/launcher')
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.java')) hash.update(`${name}\0`).update(readFileSync(join(folder, name)))
  }
  return hash.digest('hex')
}
