import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutMember } from '../../src/dataset/read-documents.ts'

test.for([
  ['{"_id":"a"}', '{}'],
  ['{"_id":"a","b":1.0}', '{"b":1.0}'],
  ['{"b":1.0,"_id":"a"}', '{"b":1.0}'],
  ['{ "b" : 1 , "_id" : "a,}" , "c" : [ "_id" ] }', '{ "b" : 1 , "c" : [ "_id" ] }'],
  ['{"_id":"a","_id":"b","c":1}', '{"c":1}'],
  ['{"c":1,"_id":"a","_id":"b"}', '{"c":1}'],
  ['{"\\u005fid":"a","c":{"_id":"inner"}}', '{"c":{"_id":"inner"}}'],
  ['{"a":"\\\\","_id":"x","b":"\\""}', '{"a":"\\\\","b":"\\""}'],
  ['{"_id":{"_id":[1,{}]},"c":"_id"}', '{"c":"_id"}'],
] as const)('the object %s becomes %s without its member', ([json, left]) => {
  expect(withoutMember(json, '_id')).toBe(left)
})

test('any object loses its member and nothing else', () => {
  const value = fc.dictionary(fc.oneof(fc.constantFrom('_id', 'a', '"', '\\'), fc.string()), fc.jsonValue())
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1), (object, indent) => {
      const { _id, ...rest } = object
      expect(JSON.parse(withoutMember(JSON.stringify(object, null, indent), '_id'))).toEqual(
        JSON.parse(JSON.stringify(rest)),
      )
    }),
    { seed: 20261130, numRuns: 500 },
  )
})
