import { describe, test } from 'vitest-aws-fixtures/fixtures'
import { meet } from './meet.ts'

// In turns, each would wait for ever for those who come after it.
describe.concurrent('all at work', () => {
  test.for([
    ['left', 'one-left', 'one-right'],
    ['right', 'one-right', 'one-left'],
  ] as const)(
    'file one, %s: sees the dataset and what it adds, and nobody else',
    async ([, own, beside], { expect, g, opensearch, index }) => {
      await g.addV('town').property('name', own).as('new').V('a').addE('road').to('new').iterate()
      await opensearch.index({ index, id: own, body: { name: own }, refresh: true })
      await meet(own, beside, 'two-left', 'two-right')
      expect((await g.V('a').out('road').values('name').toList()).sort()).toEqual(['Bath', own])
      expect((await g.V().count().next()).value).toBe(3)
      expect((await opensearch.count({ index })).body.count).toBe(3)
    },
    60_000,
  )
})
