import { expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { SOURCE as D, OWN as P } from '../layers.ts'
import { translateBody } from '../translate-body.ts'

const reindex = async (body: object) => {
  const { body: translated, reached } = await translateBody('reindex', body)
  return { body: JSON.parse(translated), reached }
}

test('a reindex reads what it names as its source, and changes its destination', async () => {
  const { body, reached } = await reindex({
    source: { index: ['airports', 'logs-*'], size: 10, query: { term: { _index: 'logs-1' } } },
    dest: { index: 'copy', pipeline: 'clean', op_type: 'create' },
    script: { id: 'count' },
  })
  expect(body).toEqual({
    source: { index: [`${D}airports`, `${P}logs-*`], size: 10, query: { terms: { _index: [`${P}logs-1`] } } },
    dest: { index: `${P}copy`, pipeline: `${P}clean`, op_type: 'create' },
    script: { id: `${P}count` },
  })
  expect(reached).toEqual(['reads airports,logs-*', 'changes copy'])
})

test('a reindex may name its source in a text with commas', async () => {
  const { body } = await reindex({ source: { index: 'airports,a' }, dest: { index: 'b' } })
  expect(body.source.index).toBe(`${D}airports,${P}a`)
})

test.each([[''], [[]]])('a reindex without a source, as %j, is left to the engine to reject', async (index) => {
  const { body } = await reindex({ source: { index }, dest: { index: 'b' } })
  expect(body.source.index).toEqual(index)
})

test('a reindex from another cluster is rejected', async () => {
  const source = { remote: { host: 'https://other:9200' }, index: 'a' }
  await expect(reindex({ source, dest: { index: 'b' } })).rejects.toThrow(NameRejected)
})

test('an update of what a query finds has its script and its query in physical names', async () => {
  const { body } = await translateBody('update_by_query', {
    query: { bool: { filter: { term: { _index: 'airports' } } } },
    script: { id: 'count' },
  })
  expect(JSON.parse(body)).toEqual({
    query: { bool: { filter: { terms: { _index: [`${D}airports`] } } } },
    script: { id: `${P}count` },
  })
})
