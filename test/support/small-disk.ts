import { execFile } from 'node:child_process'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A folder with little room: a file system of its own. */
export interface SmallDisk {
  readonly path: string
  /** Unmounts it, also where something in it is still open, and removes the folder. */
  end(): Promise<void>
}

/** Mounts a file system in memory with so many megabytes. Root only. */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'vaf-small-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', path])
  return {
    path,
    async end() {
      await run('umount', ['--lazy', path])
      await rmdir(path)
    },
  }
}
