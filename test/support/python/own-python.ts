import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A Python 3 of a test's own. */
export interface OwnPython {
  /** The program. */
  readonly python: string
  remove(): Promise<void>
}

/** Makes a Python with the packages of a requirements file. Fails where there is no Python 3 or no package index. */
export async function ownPython(name: string, requirements: string): Promise<OwnPython> {
  const root = await mkdtemp(join(tmpdir(), `vaf-${name}-`))
  const python = join(root, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const remove = () => rm(root, { recursive: true, force: true })
  try {
    await run('python3', ['-m', 'venv', root])
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements])
    return { python, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
