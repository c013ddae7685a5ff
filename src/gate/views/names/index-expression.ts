import { NameRejected } from '../view.ts'
import { dateMathIn } from './date-math.ts'
import { patternInDateMath, remoteCluster } from './messages.ts'
import { isPattern } from './pattern.ts'

/** An entry of an index expression as the engine reads it. */
export interface Entry {
  /** A name or a pattern; of an exclusion without its hyphen. */
  readonly text: string
  readonly excludes: boolean
  readonly isPattern: boolean
}

/** Whether an expression stands for all that patterns may show: none, `_all` or `*`, which must then be alone. */
export const isAll = (names: readonly string[]): boolean =>
  names.length === 0 || (names.length === 1 && (names[0] === '_all' || names[0] === '*'))

/** The entries of an expression. An entry that begins with a hyphen excludes only behind a pattern. */
export function entriesOf(names: readonly string[], now: number): readonly Entry[] {
  let patternSeen = false
  return names.map((name) => {
    const entry = entryOf(name, patternSeen, now)
    patternSeen ||= entry.isPattern
    return entry
  })
}

function entryOf(name: string, patternSeen: boolean, now: number): Entry {
  const dateMath = dateMathIn(name, now)
  const plain = dateMath?.gives ?? name
  if (dateMath) {
    // The engine reads date math first, and then patterns and exclusions.
    if (!isPattern(plain) && !(patternSeen && plain.startsWith('-')))
      return { text: name, excludes: false, isPattern: false }
    if (dateMath.gives === undefined) throw new NameRejected(patternInDateMath(name))
  }
  if (plain.includes(':')) throw new NameRejected(remoteCluster(name))
  const excludes = patternSeen && plain.startsWith('-')
  return { text: excludes ? plain.slice(1) : plain, excludes, isPattern: isPattern(plain) }
}

/**
 * A list of names as the engine splits it at commas: nothing for an empty one, and empty names at the end are dropped.
 */
export function splitNames(list: string): readonly string[] {
  const names = list.split(',')
  while (names.at(-1) === '') names.pop()
  return names
}
