import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plainAction } from '../../../../src/gate/views/documents/plain-action.ts'
import { OWN as P } from '../layers.ts'

const gap = fc.constantFrom('', '', '', ' ', '\t ')
const name = fc.constantFrom('_index', '_id', 'pipeline', 'routing', '"_index":', 'é', '_index\\"', 'x')
const value = fc.oneof(
  fc.constantFrom(
    '"a"',
    '"_index"',
    '"pipeline"',
    '"é"',
    '"\\u0061"',
    '"a\\"b"',
    '""',
    '5',
    '-1',
    'true',
    'null',
    '{}',
    '1.5',
    '[1]',
  ),
  fc.string({ maxLength: 5 }).map((text) => JSON.stringify(text)),
)
const member = fc.tuple(gap, name, gap, gap, value, gap).map(([a, n, b, c, v, d]) => `${a}"${n}"${b}:${c}${v}${d}`)
const line = fc
  .tuple(gap, fc.constantFrom('index', 'create', 'delete', 'other'), gap, fc.array(member, { maxLength: 4 }), gap, gap)
  .map(([a, action, b, members, c, d]) => `${a}{"${action}":${b}{${members.join(',')}}${c}}${d}`)

/** What the line says, with the prefix before each name. */
function expected(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => (key === '_index' || key === 'pipeline' ? P + String(value) : value))
}

test('an action in its common form becomes what it would become if it were read as JSON', () => {
  let translated = 0
  fc.assert(
    fc.property(line, (text) => {
      const names: string[] = []
      const plain = plainAction(Buffer.from(text), (_, found) => {
        names.push(found)
        return P + found
      })
      if (!plain) return
      translated++
      expect(JSON.parse(plain.line.toString())).toEqual(expected(text))
      expect(plain.line.toString().replaceAll(P, '')).toBe(text)
    }),
    { numRuns: 5_000 },
  )
  expect(translated).toBeGreaterThan(500)
})

test('what is no plain action is left to be read', () => {
  const lines = [
    '',
    '{}',
    '{"index":{"_index":"a"}',
    '{"index":{"_index":5}}',
    '{"index":{"_index":"é"}}',
    '{"index":{"\\u0061":"a"}}',
  ]
  for (const text of lines) expect(plainAction(Buffer.from(text), (_, found) => found)).toBeUndefined()
})
