import { type Clock, systemClock } from '../../wait/clock.ts'
import { dateMathIn } from './names/date-math.ts'
import { type Entry, entriesOf, isAll } from './names/index-expression.ts'
import { unreadDateMath } from './names/messages.ts'
import { ownPatterns } from './names/own-patterns.ts'
import { isPattern, matches } from './names/pattern.ts'
import { onlyMatching } from './names/sealed-patterns.ts'
import { type Sealed, sealedNames, withSharedAliases } from './names/visible.ts'
import { isNever, ownIndexName } from './own-index-name.ts'
import { type Layer, NameRejected, type SealedIndex, type View } from './view.ts'

export interface ViewOptions {
  /** See `View`; no layer's prefix may begin with it, nor it with one of theirs. */
  readonly prefix: string
  /** The topmost first; default: none. */
  readonly layers?: readonly Layer[]
  readonly clock?: Clock
}

/** Opens the view of a scope that has not made anything yet. */
export function openView({ prefix, layers = [], clock = systemClock }: ViewOptions): View {
  const covered = new Set<string>()
  let sealed = sealedNames(layers, covered)

  const named = (name: string): Sealed | undefined => sealed.get(name)
  const ofPattern = (pattern: string): [name: string, Sealed][] =>
    [...sealed].filter(([name]) => matches(pattern, name))
  const patternsOf = (pattern: string, found: readonly (readonly [string, Sealed])[]) => [
    ...ownPatterns(prefix, pattern),
    ...found.flatMap(([, { physical }]) => physical.map((name) => onlyMatching(name, pattern, layers))),
  ]

  function exact(name: string): readonly string[] {
    const dateMath = dateMathIn(name, clock.now())
    if (!dateMath) return named(name)?.physical ?? [isNever(name) ? name : ownIndexName(prefix, name)]
    if (dateMath.gives !== undefined) return named(dateMath.gives)?.physical ?? [ownIndexName(prefix, name)]
    const maybe = [...sealed.keys()].find((other) => other.startsWith(dateMath.start))
    if (maybe === undefined) return [ownIndexName(prefix, name)]
    throw new NameRejected(unreadDateMath(name, maybe))
  }

  function physicalEntry(entry: Entry): readonly string[] {
    const names = entry.isPattern
      ? patternsOf(entry.text, ofPattern(entry.text))
      : entry.text === ''
        ? [prefix]
        : exact(entry.text)
    return entry.excludes ? names.map((name) => `-${name}`) : names
  }

  /** The sealed indices behind an expression; those of aliases if they count. */
  function sealedBehind(names: readonly string[], byAliases: boolean): ReadonlySet<SealedIndex> {
    const reached = new Set<SealedIndex>()
    const counting = (found: readonly Sealed[]) =>
      found.filter(({ isAlias }) => byAliases || !isAlias).flatMap(({ indices }) => indices)
    if (isAll(names)) return new Set(counting([...sealed.values()]))
    for (const { text, excludes, isPattern } of entriesOf(names, clock.now())) {
      const name = dateMathIn(text, clock.now())?.gives ?? text
      const found = isPattern ? ofPattern(text).map(([, one]) => one) : [named(name) ?? []].flat()
      for (const index of counting(found)) {
        if (!excludes) reached.add(index)
        // The engine takes an alias out by its name only where it was put in by its name, so its indices may stay.
        else if (isPattern || !found[0]!.isAlias) reached.delete(index)
      }
    }
    return reached
  }

  return {
    prefix,
    prefixes: [prefix, ...layers.map((layer) => layer.prefix)],
    own: (name) => `${prefix}${name}`,
    ownIndex: (name) => ownIndexName(prefix, name),
    ownList: (names) => names.map((name) => ownEntry(prefix, name)),
    physical: (name) => exact(name)[0]!,
    expression(names) {
      if (!isAll(names)) return entriesOf(names, clock.now()).flatMap(physicalEntry)
      return patternsOf(
        '*',
        [...sealed].filter(([, { isAlias }]) => !isAlias),
      )
    },
    aliases: (names) =>
      names.flatMap((name) => {
        const excludes = name.startsWith('-')
        const text = excludes ? name.slice(1) : name === '_all' ? '*' : name
        const physical = isPattern(text)
          ? patternsOf(
              text,
              ofPattern(text).filter(([, { isAlias }]) => isAlias),
            )
          : exact(text)
        return excludes ? physical.map((one) => `-${one}`) : physical
      }),
    sealedIn: (names) => withSharedAliases([...sealedBehind(names, true)], sealed),
    sealedNamed: (names) => [...sealedBehind(names, false)],
    cover(index) {
      covered.add(index.physical)
      sealed = sealedNames(layers, covered)
    },
  }
}

function ownEntry(prefix: string, name: string): string {
  if (name === '_all') return `${prefix}*`
  return name.startsWith('-') ? `-${prefix}${name.slice(1)}` : `${prefix}${name}`
}
