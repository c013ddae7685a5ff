import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file under another name, `PATH.ID.part`, and renames it, so that a reader finds the old contents or the new ones and
 * never a part. Makes the folder where it is missing. Fails with the error of the file system, and then leaves no part.
 */
export async function replaceFile(path: string, contents: string | Uint8Array, mode = 0o644): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(part, contents, { flag: 'wx', mode })
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true }).catch(() => {})
    throw error
  }
}
