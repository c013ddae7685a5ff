import { type Clock, systemClock } from '../../wait/clock.ts'
import { dateMathIn } from './names/date-math.ts'
import { type Entry, entriesOf, isAll } from './names/index-expression.ts'
import { unreadDateMath } from './names/messages.ts'
import { ownPatterns } from './names/own-patterns.ts'
import { isPattern, matches } from './names/pattern.ts'
import { onlyMatching } from './names/sealed-patterns.ts'
import { sealedReached } from './names/sealed-reached.ts'
import { type Sealed, sealedNames, withSharedAliases } from './names/visible.ts'
import { isNever, ownIndexName } from './own-index-name.ts'
import { type Layer, NameRejected, type SealedIndex, type View } from './view.ts'

interface ViewOptions {
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
    const names = entry.isPattern ? patternsOf(entry.text, ofPattern(entry.text)) : exact(entry.text)
    return entry.excludes ? names.map((name) => `-${name}`) : names
  }

  /** The sealed indices behind an expression; those of aliases if they count. */
  function sealedBehind(names: readonly string[], byAliases: boolean): readonly SealedIndex[] {
    const now = clock.now()
    const entries = entriesOf(isAll(names) ? ['*'] : names, now)
    return sealedReached(sealed, entries, (text) => dateMathIn(text, now)?.gives ?? text, byAliases)
  }

  return {
    prefix,
    prefixes: [prefix, ...layers.map((layer) => layer.prefix)],
    own: (name) => `${prefix}${name}`,
    ownIndex: (name) => ownIndexName(prefix, name),
    ownList: (names) => names.map((name) => ownEntry(prefix, name)),
    physical: (name) => exact(name)[0]!,
    expression(names) {
      if (!isAll(names)) {
        const physical = entriesOf(names, clock.now()).flatMap(physicalEntry)
        // The engine drops empty names at the end of a list, and takes an empty list for all.
        return physical.at(-1) === '' ? [...physical.slice(0, -1), prefix] : physical
      }
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
    sealedIn: (names) => withSharedAliases(sealedBehind(names, true), sealed),
    sealedNamed: (names) => sealedBehind(names, false),
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
