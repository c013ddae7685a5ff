import { likeName } from '../../base/like-name.ts'
import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { EMPTY_INDEX } from '../../dataset/dataset.ts'
import type { SourceIndex } from '../../dataset/load-indices.ts'
import { ConfigError, messageOf, NamespaceError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'

export interface IndexNamespaceOptions {
  readonly client: OpenSearchRequests
  /** The start of all names in the namespace. */
  readonly prefix: string
  /** The source of each index of the dataset, which tests clone, by the dataset's name for it. */
  readonly sources: Readonly<Record<string, SourceIndex>>
  /** The one `index()` hands out, where the dataset has several. */
  readonly only?: string
  /** As in `indicesByName`. */
  readonly lookUp?: (name: string) => void
  /** The names of those that are there already; default none. */
  readonly existing?: readonly string[]
}

/** The indices one test may touch: private, writable copies of the dataset's, each made once, when it is asked for. */
export interface IndexNamespace {
  /** The dataset's only, or named, index; without a dataset, an empty index. Fails with a ConfigError where there are several. */
  index(): Promise<string>
  /** Copies of all, by the dataset's names. Any other name fails with a ConfigError when it is looked up. */
  all(): Promise<Readonly<Record<string, string>>>
  /** Makes copies of those of these names that are not there yet. */
  copy(names: readonly string[]): Promise<void>
}

/** How many indices are made at the same time; more in flight gain nothing. */
const AT_ONCE = 4

/**
 * Opens the namespace of one test; nothing is made yet. What it makes fails with a NamespaceError that quotes the engine.
 */
export function openIndexNamespace(options: IndexNamespaceOptions): IndexNamespace {
  const { client, prefix, sources, only, lookUp, existing = [] } = options
  const made = new Map(existing.map((name) => [name, Promise.resolve(`${prefix}${name}`)]))
  const once = (name: string, make: (index: string) => Promise<void>): Promise<string> => {
    const index = `${prefix}${name}`
    const known = made.get(name)
    if (known) return known
    const making = make(index).then(
      () => index,
      (error: unknown) => {
        throw error instanceof NamespaceError ? error : failedToMake(index, error)
      },
    )
    made.set(name, making)
    return making
  }
  const copyOf = (name: string, source: SourceIndex) => once(name, (index) => clone({ client, source, index, prefix }))
  const entries = Object.entries(sources)
  const copiesOf = async (wanted: readonly (readonly [string, SourceIndex])[]) => {
    const copies: [string, string][] = []
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const some = wanted.slice(from, from + AT_ONCE)
      copies.push(
        ...(await Promise.all(
          some.map(async ([name, source]): Promise<[string, string]> => [name, await copyOf(name, source)]),
        )),
      )
    }
    return copies
  }

  return {
    async index() {
      if (entries.length === 0) return once(EMPTY_INDEX, (index) => createEmpty(client, index))
      const wanted = only === undefined && entries.length === 1 ? entries[0] : entries.find(([name]) => name === only)
      if (wanted) return copyOf(...wanted)
      throw new ConfigError(messages.severalIndices(entries.map(([name]) => name)))
    },
    async all() {
      return indicesByName(await copiesOf(entries), lookUp)
    },
    async copy(names) {
      await copiesOf(entries.filter(([name]) => names.includes(name)))
    },
  }
}

interface Clone {
  readonly client: OpenSearchRequests
  readonly source: SourceIndex
  readonly index: string
  readonly prefix: string
}

/**
 * A clone shares its source's files until it is written to, and takes a fifth of a bulk load's time. Aliases are the
 * cluster's, not an index's, so the test's copy has its own, under the test's prefix.
 */
async function clone({ client, source, index, prefix }: Clone): Promise<void> {
  const aliases = Object.entries(source.aliases).map(([alias, definition]) => [`${prefix}${alias}`, definition])
  await client.transport.request({
    method: 'PUT',
    path: `/${encodeURIComponent(source.index)}/_clone/${encodeURIComponent(index)}`,
    body: { settings: { 'index.blocks.write': null }, aliases: Object.fromEntries(aliases) },
  })
}

/** Makes an empty index; `name` is what messages call it. Fails with a NamespaceError that quotes the engine. */
export async function createEmpty(client: OpenSearchRequests, index: string, name = index): Promise<void> {
  const body = { settings: { number_of_shards: 1, number_of_replicas: 0 } }
  const request = { method: 'PUT', path: `/${encodeURIComponent(index)}`, body } as const
  await client.transport.request(request).catch((error: unknown) => {
    throw failedToMake(name, error)
  })
}

function failedToMake(index: string, error: unknown): NamespaceError {
  const { body } = error as { body?: { error?: { reason?: string } } }
  const reason = body?.error?.reason ?? messageOf(error)
  return new NamespaceError(messages.indexNotMade(index, reason), { resource: index, cause: error })
}

/** The names that an index of a dataset can have. Matchers and printers ask any object for other names. */
const NAME = /^[a-z0-9][\w.-]*$/i

/** Names that promises, JSON, Vitest and Node look for on any object. */
const ASKED_OF_ALL = [
  'then',
  'toJSON',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  'hasAttribute',
  'inspect',
  'isImmutable',
]

/**
 * Names of indices by the dataset's names for them. A name that the dataset has not fails with a ConfigError: a request
 * without a name means all indices there are, and its answer would look right. `lookUp` is told of the others, and may reject.
 */
export function indicesByName(
  copies: readonly (readonly [string, string])[],
  lookUp: (name: string) => void = () => {},
): Readonly<Record<string, string>> {
  const names = copies.map(([name]) => name)
  return new Proxy<Record<string, string>>(Object.fromEntries(copies), {
    get(indices, name) {
      if (typeof name === 'string' && Object.hasOwn(indices, name)) lookUp(name)
      if (typeof name === 'symbol' || name in indices || !NAME.test(name) || ASKED_OF_ALL.includes(name)) {
        return Reflect.get(indices, name)
      }
      throw new ConfigError(messages.unknownIndex(name, names, likeName(name, names)))
    },
  })
}
