import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { DatasetError } from '../errors.ts'
import type { Dataset, DatasetIndex } from './dataset.ts'
import { Problems } from './problems.ts'
import { readGraph } from './read-graph.ts'
import { readIndex } from './read-index.ts'
import { strangersIn } from './strangers.ts'

/**
 * Reads and checks a dataset's folder: `opensearch/<index>/{index.json,*.ndjson}` and `neptune/*.csv`.
 * Fails with one DatasetError that names every bad line.
 */
export async function readDataset(directory: string): Promise<Dataset> {
  const name = basename(resolve(directory))
  const problems = new Problems()
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    throw new DatasetError(
      [
        `Dataset ${name} is not there.`,
        error.code === 'ENOENT' ? `There is no folder ${directory}` : `This is not a folder: ${directory}`,
        "The path in the option 'dataset' is relative to the root of the Vitest project.",
      ],
      { resource: name, cause: error },
    )
  })
  const has = (folder: string) => entries.some((entry) => entry.name === folder)
  for (const stranger of strangersIn(entries, (entry) => services.includes(entry))) {
    problems.add(stranger, undefined, 'it is not read; a dataset is the folders opensearch/ and neptune/')
  }
  const indices = has('opensearch') ? await readIndices(join(directory, 'opensearch'), problems) : []
  const graph = has('neptune') ? await readGraph(join(directory, 'neptune'), 'neptune', problems) : undefined
  problems.throwIfAny(name, directory)
  if (indices.length === 0 && !graph) {
    throw new DatasetError(
      [
        `Dataset ${name} is empty.`,
        `There is neither opensearch/<index>/ nor neptune/ in ${directory}`,
        'Put index.json and *.ndjson into the one, *.csv in the Gremlin load format of Neptune into the other.',
      ],
      { resource: name },
    )
  }
  return { name, fingerprint: await fingerprintOf(directory, services.filter(has)), indices, ...(graph && { graph }) }
}

const services: readonly string[] = ['opensearch', 'neptune']

async function readIndices(folder: string, problems: Problems): Promise<DatasetIndex[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const isIndex = (entry: Dirent) => entry.isDirectory() && !entry.name.startsWith('.')
  const strangers = entries.filter((entry) => !isIndex(entry))
  for (const stranger of strangersIn(strangers, () => false)) {
    problems.add(
      `opensearch/${stranger}`,
      undefined,
      'it is not read; each index has a folder of its own, with its name',
    )
  }
  const indices: DatasetIndex[] = []
  for (const { name } of entries.filter(isIndex)) {
    indices.push(await readIndex(join(folder, name), name, `opensearch/${name}`, problems))
  }
  return indices.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** SHA-256 over the names and contents of all files that are read. */
async function fingerprintOf(directory: string, folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of folders) {
    const entries = await readdir(join(directory, folder), { recursive: true })
    const names = entries.map((entry) => `${folder}/${entry.split(sep).join('/')}`)
    for (const name of names.filter((each) => /\/index\.json$|\.ndjson$|\.csv$/.test(each)).sort()) {
      const bytes = await readFile(join(directory, name))
      hash.update(`${name}\0${bytes.length}\0`).update(bytes)
    }
  }
  return hash.digest('hex')
}
