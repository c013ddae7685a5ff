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
 *
 * The prefix does not always stand first: `.ds-logs-000001` has it behind `.ds-`, where OpenSearch puts it; see
 * `own-index-name.ts`.
 */
export interface View {
  /** The start of the physical names of all that the scope makes: `vaf-7wovf-w1-t3-`. No code can know it. */
  readonly prefix: string
  /** All starts of physical names that may be in an answer, the view's own first. Without them the names are the user's. */
  readonly prefixes: readonly string[]
  /** The physical name of a thing of the scope's own that is no index, alias or data stream. */
  own(name: string): string
  /** The physical names and patterns for a list of such things: names, patterns, exclusions, `_all`. */
  ownList(names: readonly string[]): readonly string[]
  /**
   * The physical name of an index, an alias or a data stream that the scope makes, or a pattern for such names. A pattern has
   * the prefix in the same place as a name, so that no two scopes' templates are for the same names. So the pattern for `*`
   * does not stand for names that begin with a dot.
   */
  ownIndex(name: string): string
  /**
   * The physical name that the exact name of an index, an alias or a data stream stands for now; where it stands for nothing
   * sealed, the scope's own. The name may be date math. One that no index can have, and with a prefix could, stays as it is.
   * So the engine itself rejects it when an index is made by a name that is taken, by a sealed one too, or that none can have.
   */
  physical(name: string): string
  /**
   * An index expression in physical names, for a path or a body: names, patterns, exclusions, date math, `_all`; empty means
   * all. The result is never empty and never reaches beyond the view. Fails with NameRejected for what cannot be translated,
   * as names of remote clusters.
   */
  expression(names: readonly string[]): readonly string[]
  /** Names, patterns and exclusions of aliases in physical names; empty stays empty. */
  aliases(names: readonly string[]): readonly string[]
  /** The sealed indices that an expression may reach now, with those that share an alias with them. */
  sealedIn(names: readonly string[]): readonly SealedIndex[]
  /** The sealed indices that an expression reaches by their own names, not by aliases: those that it deletes in a delete. */
  sealedNamed(names: readonly string[]): readonly SealedIndex[]
  /**
   * From now on the name and the aliases of a sealed index stand for what the scope has made, if anything. A sealed index
   * that shares an alias with it no longer has that alias in the view, unless it is copied as well; `sealedIn` names them all.
   */
  cover(index: SealedIndex): void
}

/** An index that many views read and none changes. It is open; a hidden one is named with a dot at its start. */
export interface SealedIndex {
  /** The user's name for it. */
  readonly name: string
  readonly physical: string
  /** The blocks that its maker has set on it, such as `index.blocks.read_only`, which a copy has as well; default none. */
  readonly blocks?: readonly string[]
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
