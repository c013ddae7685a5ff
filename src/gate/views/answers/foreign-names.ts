import { escapePattern } from '../../../base/escape-pattern.ts'
import type { Call } from '../api.ts'
import { ownIndexName } from '../own-index-name.ts'
import type { SealedIndex, View } from '../view.ts'

/** How the names of all runs begin, of this one's scopes as of others. What follows a slash is in a path on the machine. */
const ANY_RUN = '(?<![/\\\\])vaf-[a-z0-9]+-'

/** What may be in a name, as far as texts tell: `indices[a,b]` has two. */
const IN_NAME = '[^\\s"\'`\\[\\](){}<>,:;=/\\\\|]*'

/**
 * Tells texts that have names of other scopes, or of sealed indices that the view does not show. A name of the view's own
 * may have anything behind the prefix, also what the names of others begin with.
 */
export function foreignNames(view: View): (text: string) => boolean {
  const [own, ...layers] = view.prefixes
  const known = [own!, ...layers].map((prefix) => `${escapePattern(prefix)}${IN_NAME}`)
  const names = new RegExp([...known, ANY_RUN].join('|'), 'g')
  const shown = new Set(view.sealedIn([]).flatMap((index) => namesOf(index, layers)))
  return (text) => [...text.matchAll(names)].some(([name]) => !name.startsWith(own!) && !shown.has(name))
}

/** Tables of which each row has a name. What others on the domain have made without a run's prefix is not of the view. */
const NAMED_ROWS: ReadonlySet<string> = new Set(['cat.aliases', 'cat.repositories', 'cat.templates'])

/** Tells the rows of a table that are of the view. */
export function shownRows(view: View, { path: { api } }: Call): (cells: readonly string[]) => boolean {
  const isForeign = foreignNames(view)
  const isNamed = (cell: string) => view.prefixes.some((prefix) => cell.includes(prefix))
  return (cells) => !cells.some(isForeign) && (!NAMED_ROWS.has(api) || cells.some(isNamed))
}

/** The physical names of a sealed index and its aliases, from their prefix on. */
function namesOf({ physical, aliases }: SealedIndex, layers: readonly string[]): string[] {
  const prefix = layers.find((layer) => physical.includes(layer)) ?? ''
  const all = [physical, ...Object.keys(aliases).map((alias) => ownIndexName(prefix, alias))]
  return all.map((name) => name.slice(name.indexOf(prefix)))
}
