/** What the names of a namespace start with: one prefix, or several, of which none is the beginning of another. */
export type Prefixes = string | readonly string[]

/** What stands before the prefix in names of hidden indices that were made in a view, see `ownIndexName`; the longer one first. */
const HEADS = ['.ds-', '.', ''] as const

/** Whether a physical name is one of a namespace. */
export const isUnder = (name: string, prefixes: Prefixes): boolean =>
  [prefixes].flat().some((prefix) => nameUnder(name, prefix) !== undefined)

/** The name that a view has for a physical name under its prefix; `undefined` for another: `.logs` for `.vaf-1-w1-t1-logs`. */
export function nameUnder(physical: string, prefix: string): string | undefined {
  const head = HEADS.find((start) => physical.startsWith(`${start}${prefix}`))
  return head === undefined ? undefined : `${head}${physical.slice(head.length + prefix.length)}`
}
