import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Writes a dataset's files, contents by path, into a folder that is removed when the test ends. */
export async function datasetFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vaf-dataset-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const directory = join(root, 'towns')
  await mkdir(directory)
  for (const [path, contents] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), contents)
  }
  return directory
}
