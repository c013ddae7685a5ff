import fc from 'fast-check'

/** White space and comments, as the engine's parser takes them between all tokens. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  fc.constantFrom(' ', '\n', '\r\n\t', '/**/', '/* "index": {[ */', '// no, "a":\n', '/***/ '),
)

/** A value in which members have an order. */
export type Value = string | number | boolean | null | Value[] | { members: [string, Value][] }

/** A JSON text, and the value that it spells. */
export interface Spelt<Spelled = Value> {
  readonly text: string
  readonly value: Spelled
}

/** A text as JSON spells it, each character as it is or escaped. */
const spelt: fc.Arbitrary<Spelt<string>> = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom('"', '\\', '/', '\n', 'é', '𝄞', '\ud800', '{', 'index'), fc.string()),
      fc.boolean(),
    ),
  )
  .map((parts) => ({
    text: `"${parts.map(([part, escaped]) => (escaped ? asEscapes(part) : JSON.stringify(part).slice(1, -1))).join('')}"`,
    value: parts.map(([part]) => part).join(''),
  }))

const asEscapes = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

const scalar: fc.Arbitrary<Spelt> = fc
  .oneof(
    fc.constantFrom('true', 'false', 'null', '0', '-0', '1.50', '1E+2', '123456789012345678901', '-1.0e-7'),
    fc.integer().map(String),
  )
  .map((text) => ({ text, value: JSON.parse(text) as Value }))

const { value } = fc.letrec<{ value: Spelt; list: Spelt; object: Spelt }>((tie) => ({
  value: fc.oneof({ maxDepth: 5, depthSize: 'small' }, spelt, scalar, tie('list'), tie('object')),
  list: fc.array(fc.tuple(gap, tie('value'), gap)).map((items) => ({
    text: `[${items.map(([before, { text }, after]) => before + text + after).join()}]`,
    value: items.map(([, item]) => item.value),
  })),
  object: fc
    .uniqueArray(fc.tuple(gap, spelt, gap, gap, tie('value'), gap), { selector: ([, name]) => name.value })
    .map((members) => ({
      text: `{${members.map(([a, name, b, c, member, d]) => `${a}${name.text}${b}:${c}${member.text}${d}`).join()}}`,
      value: { members: members.map(([, name, , , member]): [string, Value] => [name.value, member.value]) },
    })),
}))

/**
 * A JSON text with gaps and comments. Its value comes from what the text is made of, and not from `JSON.parse`: that of
 * Node 24 sometimes reads the name `"\""` as `\` where another object had a name like it before.
 */
export const json: fc.Arbitrary<Spelt> = fc
  .tuple(gap, value, gap)
  .map(([before, inner, after]) => ({ text: before + inner.text + after, value: inner.value }))
