import { createHash, type Hash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { services } from '../base/endpoint.ts'
import { DatasetError } from '../errors/errors.ts'
import type { Dataset, DatasetIndex } from './dataset.ts'
import { datasetEntries, foreignMembers, listFolder } from './dataset-folder.ts'
import * as messages from './messages.ts'
import { Problems } from './problems.ts'
import { readGraph } from './read-graph.ts'
import { readIndex } from './read-index.ts'

/**
 * Reads and checks a dataset's folder: `opensearch/<index>/{index.json,*.ndjson}` and `neptune/*.csv`.
 * Fails with one DatasetError that names every bad line.
 *
 * Blocks the thread, for a minute a gigabyte: see `read-dataset.ts`. Holds no file, but 25 to 75 bytes an id.
 */
export function readDatasetSync(directory: string): Dataset {
  const name = basename(resolve(directory))
  const problems = new Problems()
  const entries = datasetEntries(directory)
  const hashes = new Map<string, Hash>()
  const hashOf = (file: string) => {
    const hash = createHash('sha256')
    hashes.set(file, hash)
    return hash
  }
  const has = (folder: string) => entries.some((entry) => entry.name === folder)
  for (const foreign of foreignMembers(entries, (entry) => folders.includes(entry))) {
    problems.add(foreign, undefined, 'this is not read; a dataset is a folder with opensearch/ and neptune/ in it')
  }
  const indices = has('opensearch') ? readIndices(join(directory, 'opensearch'), problems, hashOf) : []
  const graph = has('neptune')
    ? readGraph({ folder: join(directory, 'neptune'), name: 'neptune', problems, hashOf })
    : undefined
  problems.throwIfAny(name, directory)
  if (indices.length === 0 && !graph) {
    throw new DatasetError(messages.datasetEmpty(name, directory), { resource: name })
  }
  return { name, fingerprint: fingerprintOf(hashes), indices, ...(graph && { graph }) }
}

/** The folders of a dataset: one for each service. */
const folders: readonly string[] = services

function readIndices(folder: string, problems: Problems, hashOf: (file: string) => Hash): DatasetIndex[] {
  const entries = listFolder(folder, 'opensearch', problems) ?? []
  const isIndex = (entry: Dirent) => entry.isDirectory() && !entry.name.startsWith('.')
  const others = entries.filter((entry) => !isIndex(entry))
  for (const foreign of foreignMembers(others, () => false)) {
    problems.add(`opensearch/${foreign}`, undefined, 'this is not read; each index is a folder that has its name')
  }
  const indices: DatasetIndex[] = []
  for (const { name } of entries.filter(isIndex)) {
    indices.push(readIndex({ folder: join(folder, name), index: name, name: `opensearch/${name}`, problems, hashOf }))
  }
  return indices.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** SHA-256 over the names and contents of all files that are read. */
function fingerprintOf(hashes: ReadonlyMap<string, Hash>): string {
  const all = createHash('sha256')
  for (const name of [...hashes.keys()].sort()) all.update(`${name}\0`).update(hashes.get(name)?.digest() ?? '')
  return all.digest('hex')
}
