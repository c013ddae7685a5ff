import type { Client } from '@opensearch-project/opensearch'
import type { SourceIndex } from '../dataset/load-indices.ts'
import { ConfigError } from '../errors.ts'

export interface IndexNamespaceOptions {
  readonly client: Client
  /** What all names in the namespace start with. */
  readonly prefix: string
  /** What each index of the dataset is cloned from, by the dataset's name for it. */
  readonly sources: Readonly<Record<string, SourceIndex>>
  /** The one `index()` hands out, where the dataset has several. */
  readonly only?: string
}

/** The indices one test may touch: private, writable copies of the dataset's, each made when it is asked for. */
export interface IndexNamespace {
  /** The dataset's only, or named, index; without a dataset, an empty index. Fails with a ConfigError where there are several. */
  index(): Promise<string>
  /** Copies of all, by the dataset's names. */
  all(): Promise<Readonly<Record<string, string>>>
}

/** The name of the empty index of a test without a dataset. */
const EMPTY = 'index'

export function openIndexNamespace({ client, prefix, sources, only }: IndexNamespaceOptions): IndexNamespace {
  const made = new Map<string, Promise<string>>()
  const once = (name: string, make: () => Promise<string>) => {
    if (!made.has(name)) made.set(name, make())
    return made.get(name) as Promise<string>
  }
  const copy = (name: string, source: SourceIndex) => once(name, () => clone(client, source, name, prefix))
  const names = Object.keys(sources)

  return {
    async index() {
      if (names.length === 0) return once(EMPTY, () => createEmpty(client, `${prefix}${EMPTY}`))
      const name = only ?? (names.length === 1 ? names[0] : undefined)
      const source = name === undefined ? undefined : sources[name]
      if (name === undefined || source === undefined) {
        throw new ConfigError([
          `The fixture 'index' is one index, and the dataset has ${names.length}: ${names.join(', ')}.`,
          "Say which in the option 'opensearch.index', or use the fixture 'indices'.",
        ])
      }
      return copy(name, source)
    },
    async all() {
      const copies = await Promise.all(
        Object.entries(sources).map(async ([name, source]) => [name, await copy(name, source)] as const),
      )
      return Object.fromEntries(copies)
    },
  }
}

/**
 * A clone shares its source's files until it is written to, and takes a fifth of a bulk load's time. Aliases are the
 * cluster's, not an index's, so the test's copy has its own, under the test's prefix.
 */
async function clone(client: Client, source: SourceIndex, name: string, prefix: string): Promise<string> {
  const target = `${prefix}${name}`
  const aliases = Object.entries(source.aliases).map(([alias, definition]) => [`${prefix}${alias}`, definition])
  await client.indices.clone({
    index: source.index,
    target,
    body: { settings: { 'index.blocks.write': null }, aliases: Object.fromEntries(aliases) },
  } as never)
  return target
}

async function createEmpty(client: Client, index: string): Promise<string> {
  await client.indices.create({ index, body: { settings: { number_of_shards: 1, number_of_replicas: 0 } } })
  return index
}
