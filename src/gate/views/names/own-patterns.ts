import { behind, isPattern, onePerRun } from './pattern.ts'

/**
 * The patterns that stand for what has the prefix and what `pattern` stands for without it. Most are one: `logs*` becomes
 * `vaf-7wovf-w1-t3-logs*`, and `*` becomes `*vaf-7wovf-w1-t3-*`.
 *
 * A pattern that begins with a dot also stands for hidden indices that do. So one that begins with `*` must not become one
 * that begins with a dot, and the other way round.
 */
export function ownPatterns(prefix: string, pattern: string): readonly string[] {
  const first = pattern[0]!
  if (first === '*') {
    const further = ['.', '.ds-'].flatMap((head) => behind(head, pattern).map((rest) => `*${head}${prefix}${rest}`))
    // What stands for everything behind the dot is in the first one.
    return [`*${prefix}${pattern}`, ...further.filter((one) => !one.endsWith(`${prefix}${onePerRun(pattern)}`))]
  }
  if (first === '_' || first === '-' || first === '+') return [`${first}${prefix}${pattern.slice(1)}`]
  if (first !== '.') return [`${prefix}${pattern}`]
  const patterns = pattern.startsWith('.ds-') ? [] : [`.${prefix}${pattern.slice(1)}`]
  // Where one name is left it has to stay a pattern, which may find nothing.
  return [...patterns, ...behind('.ds-', pattern).map((rest) => `.ds-${isPattern(rest) ? '' : '*'}${prefix}${rest}`)]
}
