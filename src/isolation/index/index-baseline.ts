import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { SourceIndex } from '../../dataset/load-indices.ts'
import { messageOf, NamespaceError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'
import { listThings, nameOf, type Thing } from './inventory.ts'
import {
  definitionsOf,
  indexStates,
  isDefined,
  type KeptDefinition,
  readDefinition,
  type SealedIndex,
  seal,
  unseal,
  writeDefinition,
} from './kept-things.ts'
import { removeUnder } from './remove-under.ts'

export interface IndexBaselineOptions {
  readonly client: OpenSearchRequests
  /** The start of the names of everything that is kept. */
  readonly prefix: string
  /** The start of the names of the copies. Nothing else has such a name, and it does not start with the prefix. */
  readonly aside: string
}

/** An index as it is kept, and its state as last observed; `undefined`: it has to be made again. */
interface KeptIndex extends SealedIndex {
  state: string | undefined
}

/**
 * The things under a prefix, as each test has to find them there. Indices are kept as sealed copies, which further copies
 * are made from; whatever else is kept by its definition.
 */
export class IndexBaseline {
  readonly #options: IndexBaselineOptions
  readonly #indices: ReadonlyMap<string, KeptIndex>
  /** In the order in which they can be made. */
  readonly #definitions: readonly KeptDefinition[]

  private constructor(
    options: IndexBaselineOptions,
    indices: ReadonlyMap<string, KeptIndex>,
    definitions: readonly KeptDefinition[],
  ) {
    this.#options = options
    this.#indices = indices
    this.#definitions = definitions
  }

  /**
   * Keeps what is under the prefix now; indices are refreshed, so that what was written can be found. Fails with a
   * NamespaceError that names what cannot be kept: data streams, and indices that are closed.
   */
  static async take(options: IndexBaselineOptions): Promise<IndexBaseline> {
    const { client, prefix, aside } = options
    const all = await listThings(client)
    // A worker that was killed has left them.
    if (all.some(({ name }) => name.startsWith(aside))) await removeUnder(client, aside)
    const things = all.filter(({ name }) => name.startsWith(prefix))
    const rejected = things.filter(({ kind }) => kind !== 'index' && !isDefined(kind))
    if (rejected.length > 0) throw cannotBeKept(rejected)
    const indices = new Map<string, KeptIndex>()
    const baseline = new IndexBaseline(options, indices, await definitionsOf(client, things))
    try {
      for (const thing of things.filter(({ kind }) => kind === 'index')) {
        indices.set(thing.name, await keep(options, thing))
      }
      await baseline.#observe()
    } catch (error) {
      await baseline.drop()
      throw error
    }
    return baseline
  }

  /** The sources for copies of the indices, by their names without the prefix. */
  get sources(): Readonly<Record<string, SourceIndex>> {
    const { prefix } = this.#options
    const ownAliases = (aliases: SourceIndex['aliases']) =>
      Object.entries(aliases).flatMap(([alias, definition]) =>
        alias.startsWith(prefix) ? [[alias.slice(prefix.length), definition] as const] : [],
      )
    return Object.fromEntries(
      [...this.#indices].map(([name, { index, aliases }]) => [
        name.slice(prefix.length),
        { index, aliases: Object.fromEntries(ownAliases(aliases)) },
      ]),
    )
  }

  /**
   * Brings what is under the prefix back to what was kept: what was changed is made again, and what was added is removed.
   * Returns what it removed. Fails as `removeUnder` does, or with a NamespaceError.
   */
  async restore(): Promise<readonly string[]> {
    const { client, prefix } = this.#options
    let isKept: (thing: Thing) => boolean = () => false
    const removed = await removeUnder(client, prefix, async () => {
      isKept = await this.#whatIsKept()
      return isKept
    })
    for (const kept of this.#definitions) await this.#define(kept)
    const lost = [...this.#indices].filter(([name]) => !isKept({ kind: 'index', name }))
    for (const [name, kept] of lost) await this.#unseal(name, kept)
    if (lost.length > 0) await this.#observe()
    return removed
  }

  /** Tells the things that are as they were kept; definitions are compared when they are restored. */
  async #whatIsKept(): Promise<(thing: Thing) => boolean> {
    const states = await indexStates(this.#options.client, [...this.#indices.keys()])
    return ({ kind, name }) => {
      if (kind !== 'index') return this.#definitions.some((kept) => kept.kind === kind && kept.name === name)
      const state = states.get(name)
      return state !== undefined && state === this.#indices.get(name)?.state
    }
  }

  /** Removes the copies that are aside, and proves it. Fails as `removeUnder` does. */
  async drop(): Promise<void> {
    await removeUnder(this.#options.client, this.#options.aside)
  }

  async #define({ kind, name, definition }: KeptDefinition): Promise<void> {
    const { client } = this.#options
    const found = await readDefinition(client, kind, name)
    if (JSON.stringify(found) !== JSON.stringify(definition)) await writeDefinition(client, kind, name, definition)
  }

  async #unseal(name: string, kept: KeptIndex): Promise<void> {
    await unseal(this.#options.client, kept, name).catch((cause: unknown) => {
      throw new NamespaceError(messages.indexNotRestored(name, messageOf(cause)), { resource: name, cause })
    })
  }

  async #observe(): Promise<void> {
    const states = await indexStates(this.#options.client, [...this.#indices.keys()])
    for (const [name, kept] of this.#indices) kept.state = states.get(name)
  }
}

async function keep({ client, prefix, aside }: IndexBaselineOptions, thing: Thing): Promise<KeptIndex> {
  const { name } = thing
  try {
    return { ...(await seal(client, name, `${aside}${name.slice(prefix.length)}`)), state: undefined }
  } catch (cause) {
    throw cannotBeKept([thing], cause)
  }
}

function cannotBeKept(things: readonly Thing[], cause?: unknown): NamespaceError {
  const names = things.map(nameOf)
  const reason = cause === undefined ? undefined : messageOf(cause)
  return new NamespaceError(messages.seedNotRestorable(names, reason), { resource: names[0], fault: 'user', cause })
}
