/** Patterns as the engine's index expressions have them: only `*` is special, for any characters or none. */

export const isPattern = (name: string): boolean => name.includes('*')

/** The pattern with one `*` for each run of them, which means the same. */
export const onePerRun = (pattern: string): string => pattern.replace(/\*+/g, '*')

/** Whether the pattern stands for the name. Takes time of the order of their lengths multiplied. */
export function matches(pattern: string, name: string): boolean {
  let at = 0
  let inName = 0
  let star = -1
  let taken = 0
  while (inName < name.length) {
    if (pattern[at] === '*') {
      star = at++
      taken = inName
    } else if (pattern[at] === name[inName]) {
      at++
      inName++
    } else if (star >= 0) {
      at = star + 1
      inName = ++taken
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/**
 * The patterns that stand for what can follow `start` in names that `pattern` stands for: `*.b` has `*.b` and `b` behind a dot.
 */
export function behind(start: string, pattern: string): readonly string[] {
  let rests = new Set([onePerRun(pattern)])
  for (const character of start) {
    const next = new Set<string>()
    for (const rest of rests) {
      if (rest[0] === '*') next.add(rest)
      const literal = rest[0] === '*' ? rest.slice(1) : rest
      if (literal[0] === character) next.add(literal.slice(1))
    }
    rests = next
  }
  return [...rests]
}
