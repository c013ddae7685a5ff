import type { Hash } from 'node:crypto'
import { join } from 'node:path'
import { messageOf } from '../errors/errors.ts'
import type { DatasetIndex } from './dataset.ts'
import { foreignMembers, listFolder } from './dataset-folder.ts'
import { IdTable } from './id-table.ts'
import type { ProblemList } from './problems.ts'
import { readBlocks, readText } from './read-blocks.ts'
import { isObject, readDocuments } from './read-documents.ts'

interface IndexToRead {
  readonly folder: string
  /** The index. */
  readonly index: string
  /** What problems call the folder. */
  readonly name: string
  readonly problems: ProblemList
  /** The hash that a file's bytes go into. */
  readonly hashOf: (file: string) => Hash
}

/**
 * Reads one index of a dataset: `index.json` and the documents in `*.ndjson`. Of these, one line is held and a table of
 * the ids.
 */
export function readIndex(toRead: IndexToRead): DatasetIndex {
  const { folder, index, name, problems } = toRead
  // What an engine allows, without the characters that a name behind a prefix cannot need.
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(index)) {
    problems.add(
      name,
      undefined,
      `'${index}' cannot be an index name; use lower-case letters, digits, '-', '_' and '.'`,
    )
  }
  const entries = listFolder(folder, name, problems) ?? []
  const files = entries.map((entry) => entry.name).filter((file) => file.endsWith('.ndjson'))
  for (const foreign of foreignMembers(entries, (file) => file === 'index.json' || file.endsWith('.ndjson'))) {
    problems.add(`${name}/${foreign}`, undefined, 'this is not read; the files of an index are index.json and *.ndjson')
  }
  const body = entries.some((entry) => entry.name === 'index.json') ? readBody(toRead) : undefined
  if (!body) problems.add(`${name}/index.json`, undefined, 'it is missing; {} is enough for the defaults')
  if (files.length === 0) {
    problems.add(
      name,
      undefined,
      'there is no .ndjson file in this folder; for an index without documents, put an empty one',
    )
  }
  const documentCount = checkDocuments(toRead, files.sort())
  return { name: index, body: body ?? {}, files: files.map((file) => join(folder, file)), documentCount }
}

function readBody({ folder, name: folderName, problems, hashOf }: IndexToRead): Record<string, unknown> {
  const name = `${folderName}/index.json`
  try {
    const text = readText({ path: join(folder, 'index.json'), name, problems, hash: hashOf(name) })
    if (text === undefined) return {}
    const body: unknown = JSON.parse(text)
    if (isObject(body)) return body
    problems.add(name, undefined, 'it must hold an object, the body of the create request: settings, mappings, aliases')
  } catch (error) {
    problems.add(name, undefined, `it is not JSON: ${messageOf(error)}`)
  }
  return {}
}

/** How many documents there are. */
function checkDocuments({ folder, name, problems, hashOf }: IndexToRead, files: readonly string[]): number {
  const ids = new IdTable()
  let count = 0
  for (const file of files) {
    const path = `${name}/${file}`
    for (const block of readBlocks({ path: join(folder, file), name: path, problems, hash: hashOf(path) })) {
      for (const read of readDocuments(block.bytes.toString(), block.line)) {
        if ('problem' in read) {
          problems.add(path, read.line, read.problem)
          continue
        }
        count += 1
        const first = read.id === undefined ? undefined : ids.add(read.id, file, read.line)
        if (first) {
          problems.add(path, read.line, `the _id '${read.id}' is there already, in ${first.file}:${first.line}`)
        }
      }
    }
  }
  return count
}
