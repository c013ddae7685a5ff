import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { DatasetError } from '../errors.ts'
import type { Dataset, DatasetIndex } from './dataset.ts'
import { Problems } from './problems.ts'
import { readGraph } from './read-graph.ts'
import { readIndex } from './read-index.ts'

/**
 * Reads and checks a dataset's folder: `opensearch/<index>/{index.json,*.ndjson}` and `neptune/*.csv`.
 * Fails with one DatasetError that names every bad line.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const name = basename(resolve(directory))
  const problems = new Problems()
  const [indexNames, hasGraph] = await Promise.all([
    foldersIn(join(directory, 'opensearch')),
    isFolder(join(directory, 'neptune')),
  ])
  if (indexNames.length === 0 && !hasGraph) {
    throw new DatasetError([
      `Dataset ${name} is not there: ${directory}`,
      (await isFolder(directory))
        ? 'The folder holds neither opensearch/<index>/ nor neptune/.'
        : 'There is no such folder.',
      'The path in the option is relative to the root of the Vitest project.',
    ])
  }
  const indices: DatasetIndex[] = []
  for (const index of indexNames) {
    indices.push(await readIndex(join(directory, 'opensearch', index), index, `opensearch/${index}`, problems))
  }
  const graph = hasGraph ? await readGraph(join(directory, 'neptune'), 'neptune', problems) : undefined
  problems.throwIfAny(name)
  return { name, fingerprint: await fingerprintOf(directory), indices, ...(graph && { graph }) }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

/** SHA-256 over the names and contents of all files that count. */
async function fingerprintOf(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\.(json|ndjson|csv)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) {
    const bytes = await readFile(file)
    hash.update(`${relative(directory, file).split(sep).join('/')}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}
