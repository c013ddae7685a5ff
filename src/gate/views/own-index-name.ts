/** What OpenSearch puts before the name of a data stream for the indices behind it: `.ds-logs-000001`. */
const BACKING = '.ds-'

/**
 * The physical name of an index, an alias or a data stream with this prefix; of a pattern or of date math, too. The prefix
 * stands where OpenSearch itself leaves it: behind `.ds-`, and inside the brackets of date math. So what takes prefixes out
 * of answers finds the user's name.
 */
export function ownIndexName(prefix: string, name: string): string {
  const start = /^<?(?:\.ds-)?/.exec(name)![0]
  return start + prefix + name.slice(start.length)
}

/** Patterns for what stands behind `.ds-` in names that a pattern matches: `*` for `.d*`, none for `logs*`. */
export function backingPatterns(pattern: string): readonly string[] {
  let rests: ReadonlySet<string> = new Set([pattern])
  for (const letter of BACKING) rests = new Set([...rests].flatMap((rest) => behind(letter, rest)))
  return [...rests]
}

/** What is left of a pattern behind a letter: nothing where it does not match it. */
function behind(letter: string, pattern: string): readonly string[] {
  if (pattern.startsWith('*')) return [pattern, ...behind(letter, pattern.slice(1))]
  return pattern.startsWith(letter) ? [pattern.slice(1)] : []
}
