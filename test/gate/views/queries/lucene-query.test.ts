import fc from 'fast-check'
import { expect, test } from 'vitest'
import { translateLuceneQuery } from '../../../../src/gate/views/queries/lucene-query.ts'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { SOURCE as D, OWN as P } from '../layers.ts'
import { viewOverDataset } from './translate.ts'

const view = viewOverDataset()
const translated = (query: string) => translateLuceneQuery(query, view)
const air = view.expression(['air*']).join(' OR ')

test.for<[string, string]>([
  ['_index:books', `_index:${P}books`],
  ['_index : airports', `_index : ${D}airports`],
  ['city:a AND _index:"books" OR b', `city:a AND _index:${P}books OR b`],
  ['+_index:books^2 -x', `+_index:${P}books^2 -x`],
  ['(_index:books)', `(_index:${P}books)`],
  ['_index:(books OR airports) c', `_index:(${P}books OR ${D}airports) c`],
  ['_index:(+books city:(a b) airports)', `_index:(+${P}books city:(a b) ${D}airports)`],
  ['_index:air*', `_index:(${air})`],
  ['\\_index:bo\\oks', `\\_index:${P}books`],
  ['_index:*', '_index:*'],
  ['_exists_:_index', '_exists_:_index'],
  ['index:books', 'index:books'],
  ['"_index:books"', '"_index:books"'],
  ['a:"\\" _index:books" _index:books', `a:"\\" _index:books" _index:${P}books`],
  ['/_index:books/', '/_index:books/'],
  ['a:[_index TO books}', 'a:[_index TO books}'],
  ['_index:>=a', '_index:>=a'],
  ['NOT _index:far\\:books', `NOT _index:${P}`],
])('%s becomes %s', ([query, expected]) => {
  expect(translated(query)).toBe(expected)
})

test('a wildcard that could stand for the field is rejected', () => {
  expect(() => translated('_ind\\*:books')).toThrow(NameRejected)
  expect(translated('ind\\*:index')).toBe('ind\\*:index')
})

test('a query on other fields stays as it is, whatever it looks like, and takes no longer than it is long', () => {
  const part = fc.constantFrom(
    '"',
    '\\',
    '/',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ' ',
    'b*',
    '^',
    '~',
    '&&',
    '-',
    'a',
    'index',
    '_inde',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      expect(translated(parts.join(''))).toBe(parts.join(''))
    }),
    { numRuns: 2_000 },
  )
  for (const part of ['"index', '/index', '[index', '\\', '_index:(', '_index:"a', '('])
    translated(part.repeat(100_000))
})
