/** A text without escapes; a number or a truth value. */
const VALUE = '(?:"[^"\\\\\\x00-\\x1f]*"|-?\\d+|true|false)'
const MEMBER = `"[^"\\\\\\x00-\\x1f]*"\\s*:\\s*${VALUE}`
const PLAIN = new RegExp(`^\\s*\\{\\s*"(\\w+)"\\s*:\\s*\\{\\s*(?:${MEMBER}(?:\\s*,\\s*${MEMBER})*\\s*)?\\}\\s*\\}\\s*$`)

/** In a plain action what stands in quotes before a colon is the name of a member. */
const NAMING = /("(?:_index|pipeline)"\s*:\s*)(?:"([\x20-\x7e]*?)"|[^\s])/g

/** A longer line is read as JSON, in bytes. */
const LONGEST = 1_024

/** An action of a bulk request in the form that clients give it. */
interface PlainAction {
  readonly action: string
  /** The line in physical names; the same where it has none. */
  readonly line: Buffer
}

/**
 * Translates a line with an action without reading it as JSON, which costs five times as much; `undefined`: it has to be read.
 * `physical` gives the name for the value of `_index` or `pipeline`.
 */
export function plainAction(
  line: Buffer,
  physical: (member: '_index' | 'pipeline', name: string) => string,
): PlainAction | undefined {
  if (line.length > LONGEST) return undefined
  const text = line.toString('latin1')
  const action = PLAIN.exec(text)?.[1]
  if (action === undefined) return undefined
  let [translated, from] = ['', 0]
  for (const { index, 0: whole, 1: start = '', 2: name } of text.matchAll(NAMING)) {
    // A number, or a name with letters beyond ASCII.
    if (name === undefined) return undefined
    translated +=
      text.slice(from, index) + start + JSON.stringify(physical(start[1] === '_' ? '_index' : 'pipeline', name))
    from = index + whole.length
  }
  return { action, line: from === 0 ? line : Buffer.from(translated + text.slice(from), 'latin1') }
}
