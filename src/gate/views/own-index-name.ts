/**
 * What stands before the prefix in names of hidden indices, the longer one first. OpenSearch makes the name of a data stream's
 * index of the stream's: `.ds-` + `vaf-7wovf-w1-t3-logs` + `-000001`. It shows hidden indices to patterns that begin with a
 * dot if their names do.
 */
const HIDDEN = ['.ds-', '.'] as const

/**
 * What may stand before the prefix in a name that the engine is given. It rejects names that begin with `_`, `-` or `+`, in its
 * own words, where they begin so behind the gate too.
 */
const HEADS = [...HIDDEN, '_', '-', '+', ''] as const

/**
 * The physical name of an index, an alias or a data stream with this prefix; of a pattern or of date math, too. The prefix
 * stands where OpenSearch itself leaves it, and leaves it what the name's start tells it: `airports` is
 * `vaf-7wovf-w1-t3-airports`, and `.logs` is `.vaf-7wovf-w1-t3-logs`.
 */
export function ownIndexName(prefix: string, name: string): string {
  // In date math a backslash says that what follows is meant as it is, which makes no difference but for braces.
  const inner = name.startsWith('<') ? name.slice(1).replace(/^\\(?=[._+-])/, '') : name
  const head = HEADS.find((start) => inner.startsWith(start))!
  return `${name.startsWith('<') ? '<' : ''}${head}${prefix}${inner.slice(head.length)}`
}

/** The name that a view has for a physical name with its prefix; `undefined` for another: `.logs` for `.vaf-7wovf-w1-t3-logs`. */
export function nameUnder(physical: string, prefix: string): string | undefined {
  const head = [...HIDDEN, ''].find((start) => physical.startsWith(`${start}${prefix}`))
  return head === undefined ? undefined : `${head}${physical.slice(head.length + prefix.length)}`
}

/** In bytes; OpenSearch has the same limit. */
const LONGEST_NAME = 255

/**
 * Whether OpenSearch has no index of this name, whatever is done, and might have one if the name had a prefix. It has to see
 * such a name as it is, so that it rejects it.
 */
export const isNever = (name: string): boolean =>
  name === '' || name === '.' || name === '..' || Buffer.byteLength(name) > LONGEST_NAME
