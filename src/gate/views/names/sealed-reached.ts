import type { SealedIndex } from '../view.ts'
import type { Entry } from './index-expression.ts'
import { matches } from './pattern.ts'
import type { Sealed } from './visible.ts'

/**
 * The sealed indices that the entries of an expression reach. Exclusions count where they surely do: for what only patterns
 * reach, and only what patterns show.
 */
export function sealedReached(
  sealed: ReadonlyMap<string, Sealed>,
  entries: readonly Entry[],
  nameIn: (text: string) => string,
  byAliases: boolean,
): readonly SealedIndex[] {
  const named = new Set<SealedIndex>()
  const shown = new Set<SealedIndex>()
  for (const { text, excludes, isPattern } of entries) {
    const name = nameIn(text)
    for (const [other, { isAlias, indices }] of sealed) {
      if (!(isPattern ? matches(text, other) : other === name) || (isAlias && !byAliases)) continue
      for (const index of indices) {
        if (!excludes) (isPattern ? shown : named).add(index)
        else if (isPattern ? isShown(other, text, index) : !isAlias) shown.delete(index)
      }
    }
  }
  return [...new Set([...named, ...shown])]
}

/** Whether a pattern surely shows what it stands for: a hidden one may be there only for patterns that begin with a dot. */
const isShown = (name: string, pattern: string, index: SealedIndex): boolean =>
  Object.hasOwn(index.aliases, name)
    ? !(index.aliases[name] as { is_hidden?: boolean }).is_hidden && !index.name.startsWith('.')
    : !name.startsWith('.') || pattern.startsWith('.')
