import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searches } from './arbitrary-search.ts'
import { translate, viewOverDataset } from './translate.ts'

test('however queries lie in each other, all names of indices are translated and nothing else is', () => {
  fc.assert(
    fc.property(searches(viewOverDataset()), fc.boolean(), ({ given, expected }, isSpaced) => {
      const { body } = translate('POST', '/books/_search', JSON.stringify(given, undefined, isSpaced ? 2 : 0))
      expect(JSON.parse(body)).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})
