import { expect, test } from 'vitest'
import { foreignGraphName } from '../../src/gate/script-names.ts'

test.each([
  ['g5.V()', 'g5'],
  ['g.V(); graph2.addVertex()', 'graph2'],
  ['x = g12', 'g12'],
  ["g.V().has('a', 'it\\'s') ; g5.V()", 'g5'],
  ['"""a "quoted" text""" + g5', 'g5'],
  ["'''it's''' + g5", 'g5'],
  ['/* a comment */ g5', 'g5'],
  ['// a comment\ng5.V()', 'g5'],
  ['"$\u007bg5.V().count()}"', 'g5'],
  ['"$g5"', 'g5'],
  ['\\u00675.V()', 'g5'],
  ["'a text that does not end, g5.V()", 'g5'],
])('%s names %s', (script, name) => expect(foreignGraphName(script)).toBe(name))

test.each([
  "g.V().has('code', 'g5')",
  'g.V().has("code", "g5")',
  "g.V().has('code', 'it\\'s g5')",
  'g.V() // not g5\n.count()',
  'g.V() /* not g5 */',
  "g.V().has('''code''', '''g5 and 'g6' ''')",
  'g.V().values("g5")',
  'g.V().as("x").g5()',
  'my_g5.V()',
  'g5a.V()',
  'g.V()',
  '',
])('%s names no graph of a worker', (script) => expect(foreignGraphName(script)).toBeUndefined())

test('a text of 20 million characters, or as many escapes, is no trouble', () => {
  expect(foreignGraphName(`g.inject('${'x'.repeat(2e7)} g5')`)).toBeUndefined()
  expect(foreignGraphName(`g.inject('${'\\n'.repeat(1e6)} g5')`)).toBeUndefined()
  expect(foreignGraphName(`'${"\\'".repeat(1e6)}'; g5`)).toBe('g5')
})
