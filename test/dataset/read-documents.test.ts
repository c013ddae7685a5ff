import { expect, test } from 'vitest'
import { readDocuments } from '../../src/dataset/read-documents.ts'

const read = (text: string) => [...readDocuments(text)]

test('a document without an id is sent exactly as it is spelt', () => {
  expect(read('{ "price": 34.0,  "serial": 9007199254740993 }\r\n')).toEqual([
    { line: 1, source: '{ "price": 34.0,  "serial": 9007199254740993 }' },
  ])
})

test('an id is taken out of its document, and numbers keep their spelling', () => {
  expect(read('\n{"price":34.0,"_id":"a","parts":[{"_id":1e2,"serial":9007199254740993}]}')).toEqual([
    { line: 2, id: 'a', source: '{"price":34.0,"parts":[{"_id":1e2,"serial":9007199254740993}]}' },
  ])
})

test('an id that only the prototype of a document has counts as none', () => {
  expect(read('{"__proto__":{"_id":"a"}}')).toEqual([{ line: 1, source: '{"__proto__":{"_id":"a"}}' }])
})
