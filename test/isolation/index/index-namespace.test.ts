import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import { indicesByName } from '../../../src/isolation/index/index-namespace.ts'

const indices = indicesByName([
  ['books', 'vaf-abcde-w1-t1-books'],
  ['films', 'vaf-abcde-w1-t1-films'],
])

test("indices.films is the name of the test's copy of films", () => {
  expect(indices.films).toBe('vaf-abcde-w1-t1-films')
  const { books } = indices
  expect(books).toBe('vaf-abcde-w1-t1-books')
})

test.each(['film', 'Films', 'fimls'])('indices.%s is rejected, and the error suggests films', (name) => {
  expect(() => indices[name]).toThrow(
    expect.objectContaining({
      code: 'AWS_FIXTURE_CONFIG',
      message: expect.stringMatching(new RegExp(`'${name}'.*books, films(.|\\n)*'films'`)),
    }),
  )
})

test('a name that is not like any index of the dataset is rejected without a suggestion', () => {
  expect(() => indices.airports).toThrow(/^[^\n]*'airports'[^\n]*books, films\.$/)
  expect(() => indicesByName([]).airports).toThrow(/^There is no index 'airports'[^\n]*$/)
})

test('matchers, printers, JSON and await take indices as any other object', async () => {
  const plain = { books: 'vaf-abcde-w1-t1-books', films: 'vaf-abcde-w1-t1-films' }
  expect(indices).toEqual(plain)
  expect(indices).toStrictEqual(plain)
  expect(indices).not.toEqual({ books: 'others' })
  expect(indices).toMatchObject({ films: expect.any(String) })
  expect(indices).toHaveProperty('films')
  expect(indices).toMatchInlineSnapshot(`
    {
      "books": "vaf-abcde-w1-t1-books",
      "films": "vaf-abcde-w1-t1-films",
    }
  `)
  expect(await indices).toBe(indices)
  expect(JSON.parse(JSON.stringify({ indices }))).toEqual({ indices: plain })
  expect(inspect(indices)).toBe(inspect(plain))
  expect({ ...indices }).toEqual(plain)
  expect(Object.keys(indices)).toEqual(['books', 'films'])
  expect(`${indices}`).toBe('[object Object]')
  const spy = vi.fn()
  spy(indices)
  expect(spy).toHaveBeenCalledWith(plain)
  expect(() => expect(indices).toEqual({ books: 1 })).toThrow(/to deeply equal/)
})
