import { retry } from '../../wait/retry.ts'
import { askUpstream } from '../relay/ask-upstream.ts'
import { patience } from '../relay/engine-shortage.ts'
import type { Upstream } from '../relay/upstream.ts'
import type { SealedIndex, View } from './view.ts'

/** A copy could not be made. */
export class CopyFailed extends Error {
  readonly index: SealedIndex

  constructor(index: SealedIndex, reason: string) {
    super(reason)
    this.index = index
  }
}

/** How long the engine may take for a copy, in milliseconds. */
const COPY_MS = 60_000

/** The copies of sealed indices that a scope gets, each made once. */
export class Copies {
  readonly #view: View
  readonly #upstream: Upstream
  readonly #making = new Map<SealedIndex, Promise<void>>()

  constructor(view: View, upstream: Upstream) {
    this.#view = view
    this.#upstream = upstream
  }

  /** Resolves when none is being made any more. Never fails. */
  async settled(): Promise<void> {
    while (this.#making.size > 0) await Promise.allSettled(this.#making.values())
  }

  /** Makes copies of these indices. Those that are being made are waited for. Fails with CopyFailed. */
  async make(indices: readonly SealedIndex[]): Promise<void> {
    await Promise.all(indices.map((index) => this.#making.get(index) ?? this.#start(index)))
  }

  #start(index: SealedIndex): Promise<void> {
    const making = retry(() => copy(this.#upstream, this.#view, index), {
      ...patience,
      isTemporary: (cause) => cause instanceof Overloaded,
    }).finally(() => this.#making.delete(index))
    this.#making.set(index, making)
    return making
  }
}

/** The engine had no memory for it. */
class Overloaded extends CopyFailed {}

/** The blocks with which the engine makes no clone, or one that takes no writes. */
const UNBLOCKED = { 'index.blocks.write': null, 'index.blocks.read_only': null, 'index.blocks.metadata': null }

/** A clone shares the files of its source until it is written to. Its aliases are the scope's own. */
async function copy(upstream: Upstream, view: View, index: SealedIndex): Promise<void> {
  const path = `/${encodeURIComponent(view.ownIndex(index.name))}`
  const aliases = Object.entries(index.aliases).map(([alias, definition]) => [view.ownIndex(alias), definition])
  const source = `/${encodeURIComponent(index.physical)}`
  const settings = { ...UNBLOCKED, ...(await replicasOf(upstream, index, source)) }
  await ask(upstream, index, 'PUT', `${source}/_clone${path}`, { settings, aliases: Object.fromEntries(aliases) })
  if (!index.blocks?.length) return
  const blocks = index.blocks.map((block) => [block, true])
  await ask(upstream, index, 'PUT', `${path}/_settings`, Object.fromEntries(blocks))
}

/** The one setting that a clone does not take from its source by itself: how many replicas it has. */
async function replicasOf(upstream: Upstream, index: SealedIndex, source: string): Promise<object> {
  const said = await ask(upstream, index, 'GET', `${source}/_settings/index.number_of_replicas?flat_settings=true`)
  const told = JSON.parse(said) as Readonly<Record<string, { readonly settings: object } | undefined>>
  return told[index.physical]?.settings ?? {}
}

async function ask(
  upstream: Upstream,
  index: SealedIndex,
  method: 'GET' | 'PUT',
  target: string,
  content?: object,
): Promise<string> {
  const { status, text } = await askUpstream(upstream, { method, target, content, timeoutMs: COPY_MS })
  if (status === 200) return text
  throw new (status === 429 ? Overloaded : CopyFailed)(index, `${status} ${text}`)
}
