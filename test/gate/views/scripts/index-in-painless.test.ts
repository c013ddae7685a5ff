import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PrefixRemoval } from '../../../../src/gate/views/answers/prefix-removal.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { translatePainless } from '../../../../src/gate/views/scripts/index-in-painless.ts'
import { insertedTexts, insertionsOf } from '../../../../src/gate/views/scripts/insertions.ts'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { OWN as P } from '../layers.ts'
import { layers } from '../translate-body.ts'

const view = openView({ prefix: P, layers })
const { functions, physical, users } = insertionsOf(view)

/** What is put in, as it is short: `‹` and `›` around what becomes physical, `~` behind what becomes the user's, `#` for the functions. */
const short = (source: string): string =>
  translatePainless(source, view)
    .source.replaceAll(functions, '#')
    .replaceAll(physical[0], '‹')
    .replaceAll(physical[1], '›')
    .replaceAll(users, '~')

test.each([
  ['ctx._source.from = ctx._index', 'ctx._source.from = ctx._index~'],
  ["if (ctx['_index'].startsWith('a')) { return; }", "if (ctx['_index']~.startsWith('a')) { return; }"],
  ['if (ctx?._index == "a") return', 'if (ctx?._index~ == "a") return'],
  ["ctx . /* _index */ _index == 'b' // _index", "ctx . /* _index */ _index~ == 'b' // _index"],
  ["ctx.get('_index') + ctx.containsKey('_index')", "ctx.get('_index')~ + ctx.containsKey('_index')"],
  ["doc['_index'].value + doc._index[0]", "doc['_index'].value~ + doc._index[0]~"],
  ["doc['_index'].get(0) + doc['_index'].size()", "doc['_index'].get(0)~ + doc['_index'].size()"],
  ["ctx._index = 'a'", "#ctx._index = ‹'a'›"],
  [
    "ctx._index = 'a-' + (ctx._index.length() > 3 ? 'b;' : \"}\"); return;",
    "#ctx._index = ‹'a-' + (ctx._index~.length() > 3 ? 'b;' : \"}\")›; return;",
  ],
  [
    "if (a) { ctx['_index'] = params._index } else { return }",
    "#if (a) { ctx['_index'] = ‹params._index› } else { return }",
  ],
  ["ctx.put('_index', f(1, 2)); int f(int a) {}", "#ctx.put('_index', ‹f(1, 2)›); int f(int a) {}"],
  ['ctx._index = ctx._index', '#ctx._index = ‹ctx._index~›'],
  ["f(ctx._index = 'a', 1)", "#f(ctx._index = ‹'a'›, 1)"],
  ['ctx._index = ctx._source._index', '#ctx._index = ‹ctx._source._index›'],
  [
    "ctx._index = /a'/.matcher(ctx._index).replaceAll('b')",
    "#ctx._index = ‹/a'/.matcher(ctx._index~).replaceAll('b')›",
  ],
  ['ctx._index == a / b', 'ctx._index~ == a / b'],
  ["ctx.index = 'a'; ctx.my_index = 'b'", "ctx.index = 'a'; ctx.my_index = 'b'"],
])('a script reads the name of the user, and sets a physical one: %s', (source, expected) => {
  expect(short(source)).toBe(expected)
})

test.each([
  ["ctx._index = 'a'", ['a']],
  ["ctx._index = 'it\\'s-' + ctx.a", ["it's-*"]],
  ["ctx._index = ctx.a; ctx['_index'] = 'b'", ['*', 'b']],
  ["ctx._index = 'a' + b == c ? 'd' : 'e'", ['*']],
  ["ctx._index == 'a'", []],
])('%s may write to %j', (source, assigned) => {
  expect(translatePainless(source, view).assigned).toEqual(assigned)
})

test.each([
  "String k = '_index'; ctx[k] = 'a'",
  'for (_index in ctx.keySet()) {}',
  "ctx._index += 'a'",
  "ctx.remove('_index')",
  "void f(Map m) { m._index = 'a' } f(ctx)",
  "ctx.put('_index')",
  "doc['_index']",
  "def d = doc['_index']; return d.value",
])('a script that gets at the name in a form that is not known is rejected: %s', (source) => {
  expect(() => translatePainless(source, view)).toThrow(NameRejected)
})

test('a script that the engine cannot read stays as it is', () => {
  expect(translatePainless("ctx._index = 'a", view).source).toBe("ctx._index = 'a")
})

const piece = fc.constantFrom(
  ...[
    'ctx._index',
    "ctx['_index']",
    'ctx',
    ' = ',
    ' == ',
    "'a'",
    '"b\\""',
    ';',
    '(',
    ')',
    '{',
    '}',
    ' / ',
    '// _index\n',
  ],
  ...['/* */', "ctx.put('_index', ", ' + ', '_index', "doc['_index'].value", ' ', 'if', ',', '.', '[', ']', '\\'],
)

test('without what was put in, every script is the one that was written, in an answer too', () => {
  let translated = 0
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const source = pieces.join('')
      try {
        const result = translatePainless(source, view).source
        if (result !== source) translated++
        const removal = new PrefixRemoval(insertedTexts(view))
        const answer = Buffer.concat([removal.push(Buffer.from(JSON.stringify({ result }))), removal.end()])
        expect(JSON.parse(answer.toString())).toEqual({ result: source })
      } catch (error) {
        if (!(error instanceof NameRejected)) throw error
      }
    }),
    { numRuns: 3_000 },
  )
  expect(translated).toBeGreaterThan(100)
})
