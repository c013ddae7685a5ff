import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { DatasetIndex } from './dataset.ts'
import type { Problems } from './problems.ts'
import { isObject, readDocuments } from './read-documents.ts'
import { readText } from './read-text.ts'
import { strangersIn } from './strangers.ts'

/** Reads one index of a dataset: `index.json` and the documents in `*.ndjson`. `name` is what problems call the folder. */
export async function readIndex(
  folder: string,
  index: string,
  name: string,
  problems: Problems,
): Promise<DatasetIndex> {
  // What an engine allows, less what is of no use behind a prefix.
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(index)) {
    problems.add(
      name,
      undefined,
      `'${index}' cannot be an index name; use lower-case letters, digits, '-', '_' and '.'`,
    )
  }
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.map((entry) => entry.name).filter((file) => file.endsWith('.ndjson'))
  for (const stranger of strangersIn(entries, (file) => file === 'index.json' || file.endsWith('.ndjson'))) {
    problems.add(`${name}/${stranger}`, undefined, 'it is not read; an index is index.json and *.ndjson')
  }
  const body = entries.some((entry) => entry.name === 'index.json')
    ? await readBody(join(folder, 'index.json'), `${name}/index.json`, problems)
    : undefined
  if (!body) problems.add(`${name}/index.json`, undefined, 'it is missing; {} is enough for the defaults')
  const documentCount = await checkDocuments(folder, name, files.sort(), problems)
  return { name: index, body: body ?? {}, files: files.map((file) => join(folder, file)), documentCount }
}

async function readBody(path: string, name: string, problems: Problems): Promise<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse((await readText(path, name, problems)) ?? '{}')
    if (isObject(body)) return body
    problems.add(name, undefined, 'it must hold an object, the body of the create request: settings, mappings, aliases')
  } catch (error) {
    problems.add(name, undefined, `it is not JSON: ${messageOf(error)}`)
  }
  return {}
}

/** How many documents there are. */
async function checkDocuments(
  folder: string,
  name: string,
  files: readonly string[],
  problems: Problems,
): Promise<number> {
  const places = new Map<string, string>()
  let count = 0
  for (const file of files) {
    for (const read of readDocuments((await readText(join(folder, file), `${name}/${file}`, problems)) ?? '')) {
      if ('problem' in read) {
        problems.add(`${name}/${file}`, read.line, read.problem)
        continue
      }
      count += 1
      if (read.id === undefined) continue
      const first = places.get(read.id)
      if (first) problems.add(`${name}/${file}`, read.line, `the _id '${read.id}' is there already, in ${first}`)
      else places.set(read.id, `${file}:${read.line}`)
    }
  }
  return count
}
