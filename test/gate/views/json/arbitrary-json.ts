import fc from 'fast-check'

/** White space and comments, as the engine's parser takes them between all tokens. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '\n', '\r\n\t', '/**/', '/* "index": {[ */', '// no, "a":\n', '/***/ '),
)

/** A text as JSON spells it, each character as it is or escaped. */
const spelt = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom('"', '\\', '/', '\n', 'é', '𝄞', '\ud800', '{', 'index'), fc.string()),
      fc.boolean(),
    ),
  )
  .map((parts) =>
    parts.map(([part, escaped]) => (escaped ? asEscapes(part) : JSON.stringify(part).slice(1, -1))).join(''),
  )
  .map((text) => `"${text}"`)

const asEscapes = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

const scalar = fc.oneof(
  fc.constantFrom('true', 'false', 'null', '0', '-0', '1.50', '1E+2', '123456789012345678901', '-1.0e-7'),
  fc.integer().map(String),
)

const { value } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 5, depthSize: 'small' }, spelt, scalar, tie('list'), tie('object')),
  list: fc.array(fc.tuple(gap, tie('value'), gap)).map((items) => `[${items.map((item) => item.join('')).join()}]`),
  object: fc
    .uniqueArray(fc.tuple(gap, spelt, gap, gap, tie('value'), gap), {
      selector: ([, name]) => JSON.parse(name) as string,
    })
    .map((members) => members.map(([a, name, b, c, member, d]) => `${a}${name}${b}:${c}${member}${d}`))
    .map((members) => `{${members.join()}}`),
}))

/** A JSON text with its gaps, and the same without comments. */
export const jsonText = fc.tuple(gap, value, gap).map((parts) => parts.join(''))
