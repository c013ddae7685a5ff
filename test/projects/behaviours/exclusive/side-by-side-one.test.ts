import { expect, test } from 'vitest-aws-fixtures/fixtures'
import { meet } from './meet.ts'

test('file one has a graph and an index of its own while the other file is at work', async ({
  g,
  indexPrefix,
  opensearch,
}) => {
  const index = `${indexPrefix}same`
  await g.addV('same').property('own', 'one').iterate()
  await opensearch.index({ index, id: 'same', body: { own: 'one' }, refresh: true })
  await meet('one', 'two')
  expect(await g.V().hasLabel('same').values('own').toList()).toEqual(['one'])
  expect((await opensearch.get({ index, id: 'same' })).body._source).toEqual({ own: 'one' })
}, 60_000)
