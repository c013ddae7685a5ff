import { expect, test } from 'vitest-aws-fixtures/fixtures'
import { meet } from './meet.ts'

test('file two has a graph and an index of its own while the other file is at work', async ({
  g,
  indexPrefix,
  opensearch,
}) => {
  const index = `${indexPrefix}same`
  await g.addV('same').property('own', 'two').iterate()
  await opensearch.index({ index, id: 'same', body: { own: 'two' }, refresh: true })
  await meet('two', 'one')
  expect(await g.V().hasLabel('same').values('own').toList()).toEqual(['two'])
  expect((await opensearch.get({ index, id: 'same' })).body._source).toEqual({ own: 'two' })
}, 60_000)
