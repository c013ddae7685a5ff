/**
 * What one scope (a test, or a worker between tests) sees of the domain: the names of its code, and what stands behind
 * them. Code writes and reads `airports`; behind it is `vaf-7wovf-w1-t3-airports`, which only the gate knows.
 *
 * All that a scope makes has the view's own prefix. Below that lie layers of sealed indices, as of a dataset, which many
 * views share. A name stands for what the scope has made itself, else for the sealed index of the topmost layer that has
 * it. Before a request can change a sealed index, the view gets a copy of its own; see `copies.ts`.
 *
 * Indices, aliases and data streams have their names in common, as in OpenSearch. Everything else that has a name
 * (templates, pipelines, stored scripts, repositories) is always the scope's own.
 */
export interface View {
  /** The start of the physical names of all that the scope makes: `vaf-7wovf-w1-t3-`. No code can know it. */
  readonly prefix: string
  /** All starts of physical names that may be in an answer, the view's own first. Without them the names are the user's. */
  readonly prefixes: readonly string[]
  /** The physical name of a thing that is no index, alias or data stream; or of an index that is about to be made. */
  own(name: string): string
  /** The physical name that the exact name of an index, an alias or a data stream stands for now; its own if there is none. */
  physical(name: string): string
  /**
   * An index expression in physical names, for a path or a body: names, patterns, exclusions, date math, `_all`; empty means
   * all. The result is never empty and never reaches beyond the view. Fails with NameRejected for what cannot be translated,
   * as names of remote clusters.
   */
  expression(names: readonly string[]): readonly string[]
  /** The sealed indices that an expression reaches now, with those that share an alias with them. */
  sealedIn(names: readonly string[]): readonly SealedIndex[]
  /** From now on the name and the aliases of a sealed index stand for what the scope has made, if anything. */
  cover(index: SealedIndex): void
}

/** An index that many views read and none changes. */
export interface SealedIndex {
  /** The user's name for it. */
  readonly name: string
  readonly physical: string
  /** The aliases by the user's names, with their definitions. Their physical names have the layer's prefix. */
  readonly aliases: Readonly<Record<string, object>>
}

/** Sealed indices that were made together, whose names do not repeat. */
export interface Layer {
  /** The start of the physical names of its indices and aliases: `vaf-7wovf-source-`. */
  readonly prefix: string
  readonly indices: readonly SealedIndex[]
}

/** A name or a request that cannot be translated. The message says which, and why. */
export class NameRejected extends Error {
  override readonly name = 'NameRejected'
}
