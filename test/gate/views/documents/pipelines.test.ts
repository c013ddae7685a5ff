import { expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { OWN as P } from '../layers.ts'
import { translateBody } from '../translate-body.ts'

const pipeline = async (...processors: readonly object[]) => {
  const { body, reached } = await translateBody('ingest.put_pipeline', { processors })
  return { processors: JSON.parse(body).processors as unknown[], reached }
}

test('a pipeline that sets the index sets a physical name, of a template too', async () => {
  const { processors, reached } = await pipeline(
    { set: { field: '_index', value: 'logs' } },
    { set: { field: '_index', value: 'logs-{{type}}', if: 'ctx.type != null' } },
    { foreach: { field: 'a', processor: { set: { field: '_index', value: '{{a}}' } } } },
    { set: { field: 'index', value: 'logs' } },
  )
  expect(processors).toEqual([
    { set: { field: '_index', value: `${P}logs` } },
    { set: { field: '_index', value: `${P}logs-{{type}}`, if: 'ctx.type != null' } },
    { foreach: { field: 'a', processor: { set: { field: '_index', value: `${P}{{a}}` } } } },
    { set: { field: 'index', value: 'logs' } },
  ])
  expect(reached).toEqual(['changes logs', 'changes logs-*', 'changes *'])
})

test('a pipeline that makes up indices by a date puts the prefix before theirs', async () => {
  const { processors, reached } = await pipeline(
    { date_index_name: { field: 'at', date_rounding: 'd', index_name_prefix: 'logs-' } },
    { date_index_name: { field: 'at', date_rounding: 'd' } },
  )
  expect(processors).toEqual([
    { date_index_name: { field: 'at', date_rounding: 'd', index_name_prefix: `${P}logs-` } },
    { date_index_name: { index_name_prefix: P, field: 'at', date_rounding: 'd' } },
  ])
  expect(reached).toEqual(['changes logs-*', 'changes *'])
})

test('a pipeline names other pipelines and stored scripts, also for when something fails', async () => {
  const { processors } = await pipeline({
    script: { id: 'count', on_failure: [{ pipeline: { name: 'other', on_failure: [{ script: { id: 'a' } }] } }] },
  })
  expect(processors).toEqual([
    {
      script: {
        id: `${P}count`,
        on_failure: [{ pipeline: { name: `${P}other`, on_failure: [{ script: { id: `${P}a` } }] } }],
      },
    },
  ])
})

test.each([
  { set: { field: 'a', value: '{{_index}}' } },
  { set: { field: '_index', value: 'failed-{{ _index }}' } },
  { set: { field: '_source._index', copy_from: 'a' } },
  { grok: { field: 'a', patterns: ['%{WORD:_index}'] } },
  { rename: { field: 'a', target_field: '_index' } },
  { foreach: { field: 'a', processor: { append: { field: 'a', value: ['{{{_index}}}'] } } } },
  { uppercase: { field: 'a', on_failure: [{ rename: { field: 'a', target_field: '_index' } }] } },
])('a processor that uses the index in a form that is not known is rejected: %j', async (processor) => {
  await expect(pipeline(processor)).rejects.toThrow(NameRejected)
})

test('a simulation has documents with physical names, and copies nothing', async () => {
  const { body, reached } = await translateBody('ingest.simulate', {
    pipeline: { processors: [{ set: { field: '_index', value: 'airports' } }] },
    docs: [{ _index: 'airports', _id: '1', _source: { _index: 'a' } }],
  })
  expect(JSON.parse(body)).toEqual({
    pipeline: { processors: [{ set: { field: '_index', value: `${P}airports` } }] },
    docs: [{ _index: `${P}airports`, _id: '1', _source: { _index: 'a' } }],
  })
  expect(reached).toEqual([])
})

test('a stored template names what it searches for good, so that what is sealed of it is copied', async () => {
  const { body, reached } = await translateBody('put_script', {
    script: { lang: 'mustache', source: { query: { term: { _index: 'airports' } }, size: '{{size}}' } },
  })
  expect(JSON.parse(body).script.source.size).toBe('{{size}}')
  expect(reached).toContain('changes airports')
})

test('a search pipeline names stored scripts', async () => {
  const { body } = await translateBody('search_pipeline.put', {
    request_processors: [{ script: { id: 'count' } }],
  })
  expect(JSON.parse(body).request_processors).toEqual([{ script: { id: `${P}count` } }])
})
