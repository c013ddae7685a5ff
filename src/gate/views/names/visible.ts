import { ownIndexName } from '../own-index-name.ts'
import type { Layer, SealedIndex } from '../view.ts'

/** A name that stands for something sealed. */
export interface Sealed {
  /** The physical names behind it: of an index or an alias; of several where layers share an alias. */
  readonly physical: readonly string[]
  /** The sealed indices behind it. */
  readonly indices: readonly SealedIndex[]
  readonly isAlias: boolean
}

/** The sealed indices of a view that nothing covers, the topmost of each name. */
function visibleIndices(layers: readonly Layer[], covered: ReadonlySet<string>): SealedIndex[][] {
  const names = new Set<string>()
  return layers.map(({ indices }) => {
    const visible = indices.filter(({ name, physical }) => !names.has(name) && !covered.has(physical))
    // A covered one hides those of the layers below, too.
    for (const { name } of indices) names.add(name)
    return visible
  })
}

/** What the names of a view's sealed indices and of their aliases stand for. */
export function sealedNames(layers: readonly Layer[], covered: ReadonlySet<string>): ReadonlyMap<string, Sealed> {
  const visible = visibleIndices(layers, covered)
  const names = new Map<string, Sealed>()
  for (const index of visible.flat()) {
    names.set(index.name, { physical: [index.physical], indices: [index], isAlias: false })
  }
  for (const [at, layer] of layers.entries()) {
    for (const alias of new Set(visible[at]!.flatMap((index) => Object.keys(index.aliases)))) {
      const before = names.get(alias)
      if (before && !before.isAlias) continue
      const having = layer.indices.filter((index) => Object.hasOwn(index.aliases, alias))
      // An alias that also has a covered index would reach it.
      if (!having.every((index) => visible[at]!.includes(index))) continue
      names.set(alias, {
        physical: [...(before?.physical ?? []), ownIndexName(layer.prefix, alias)],
        indices: [...(before?.indices ?? []), ...having],
        isAlias: true,
      })
    }
  }
  return names
}

/** Sealed indices with all those visible ones that share an alias with one of them, directly or by another. */
export function withSharedAliases(
  indices: readonly SealedIndex[],
  names: ReadonlyMap<string, Sealed>,
): readonly SealedIndex[] {
  const reached = new Set(indices)
  // A set also goes over what is added to it on the way.
  for (const index of reached) {
    for (const alias of Object.keys(index.aliases)) {
      const sealed = names.get(alias)
      if (sealed?.isAlias) for (const other of sealed.indices) reached.add(other)
    }
  }
  return [...reached]
}
