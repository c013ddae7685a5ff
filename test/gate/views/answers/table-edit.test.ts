import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tableEdit } from '../../../../src/gate/views/answers/table-edit.ts'
import { type TextTable, writeTable } from '../../../../src/gate/views/answers/text-table.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { route } from '../../../../src/gate/views/route.ts'
import { layerOf, OWN, SOURCE } from '../layers.ts'

const view = openView({ prefix: OWN, layers: [layerOf({ airports: ['places'], routes: [] })] })

/** What the client of a view gets for a table that the engine has written with its header. */
function edit(table: string, target = '/_cat/indices', seen = view): string {
  const editing = tableEdit(seen, route('GET', target)!)
  return Buffer.concat([editing.push(Buffer.from(table)), editing.end() as Buffer]).toString()
}

const indices = [
  `health status ${'index'.padEnd(25)} docs.count store.size`,
  `green  open   ${SOURCE}airports       3376      1.1mb`,
  `yellow open   ${`${OWN}zoo`.padEnd(25)}          2        5kb`,
  '',
].join('\n')

test('a table is aligned by the names of the user, its header included if it was asked for', () => {
  expect(edit(indices)).toBe('green  open airports 3376 1.1mb\nyellow open zoo         2   5kb\n')
  expect(edit(indices, '/_cat/indices?v')).toBe(
    [
      'health status index    docs.count store.size',
      'green  open   airports       3376      1.1mb',
      'yellow open   zoo               2        5kb',
      '',
    ].join('\n'),
  )
})

test('rows are sorted by the names of the user', () => {
  const rows = [
    [`${SOURCE}routes`, '1'],
    [`${OWN}a`, '1'],
    [`${OWN}b`, '0'],
  ]
  const own = writeTable({ header: ['i', 'n'], isRight: [false, false], rows }, true)
  expect(edit(own, '/_cat/indices?h=i,n&s=index')).toBe('a      1\nb      0\nroutes 1\n')
  expect(edit(own, '/_cat/indices?h=i,n&s=n:desc,i')).toBe('a      1\nroutes 1\nb      0\n')
})

test('rows of other scopes, and of sealed indices that are covered, are left out', () => {
  const covering = openView({ prefix: OWN, layers: [layerOf({ airports: ['places'], routes: [] })] })
  covering.cover(covering.sealedIn(['airports'])[0]!)
  const rows = [`${OWN}airports`, `${SOURCE}airports`, `${SOURCE}routes`, 'vaf-7wovf-w1-t33-x', `${OWN}vaf-docs-x`]
  expect(edit(`index\n${rows.join('\n')}\n`, '/_cat/indices', covering)).toBe('airports\nroutes\nvaf-docs-x\n')
})

test('a table without rows has no lines but its header', () => {
  expect(edit('index id\n')).toBe('')
  expect(edit('index id\n', '/_cat/indices?v=true')).toBe('index id\n')
})

test('the token behind a page of a list stays as it is', () => {
  expect(edit(`${'index'.padEnd(21)} id\n${OWN}books 1\nnext_token MTIzJGE=\n`, '/_list/indices')).toBe(
    'books 1\nnext_token MTIzJGE=\n',
  )
})

const word = fc.stringMatching(/^[a-z0-9.ö]{1,12}$/)
const prefix = fc.constantFrom(OWN, `${SOURCE}airports `, '')
const leftCell = fc.oneof(
  fc.constant(''),
  fc
    .array(
      fc.tuple(prefix, word).map(([start, text]) => (start.endsWith(' ') ? start.trim() : start + text)),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .map((words) => words.join(' ')),
)
const column = fc.boolean().chain((isRight) =>
  fc.record({
    isRight: fc.constant(isRight),
    cell: fc.constant(isRight ? fc.oneof(fc.constant(''), word) : leftCell),
  }),
)
const tables = fc
  .tuple(fc.array(fc.tuple(word, column), { minLength: 1, maxLength: 5 }), fc.nat(6))
  .chain(([columns, count]) =>
    fc.record({
      header: fc.constant(columns.map(([name]) => name)),
      isRight: fc.constant(columns.map(([, { isRight }]) => isRight)),
      rows: fc.array(fc.tuple(...columns.map(([, { cell }]) => cell)), { minLength: count, maxLength: count }),
    }),
  )

test('any table comes out as the engine would have written it with the names of the user', () => {
  const named = (table: TextTable): TextTable => ({
    ...table,
    rows: table.rows.map((cells) => cells.map((cell) => cell.replaceAll(OWN, '').replaceAll(SOURCE, ''))),
  })
  fc.assert(
    fc.property(tables, fc.boolean(), (table, hasHeader) => {
      const target = hasHeader ? '/_cat/indices?v' : '/_cat/indices'
      expect(edit(writeTable(table, true), target)).toBe(writeTable(named(table), hasHeader))
    }),
    { numRuns: 1_000 },
  )
})
