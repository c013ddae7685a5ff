import { expect, test } from 'vitest'
import { OWN } from '../layers.ts'
import { translated } from './translated.ts'

test('the aliases of a new index get the prefix, and are looked for among those of sealed indices', () => {
  const { body, reached } = translated('indices.create', {
    aliases: {
      products: {},
      old: { filter: { terms: { id: { index: 'ids', id: '1', path: 'ids' } } }, routing: 'products' },
    },
    mappings: { properties: { aliases: { type: 'alias', path: 'products' } } },
  })
  expect(body).toEqual({
    aliases: {
      [`${OWN}products`]: {},
      [`${OWN}old`]: {
        filter: { terms: { id: { index: `${OWN}ids`, id: '1', path: 'ids' } } },
        routing: 'products',
      },
    },
    mappings: { properties: { aliases: { type: 'alias', path: 'products' } } },
  })
  expect(reached).toEqual([
    [['products'], 'changes'],
    [['old'], 'changes'],
    [['ids'], 'reads'],
  ])
})

test.each([
  ['nested', { index: { search: { default_pipeline: 's' }, default_pipeline: 'd', final_pipeline: 'f' } }],
  ['flat', { 'index.search.default_pipeline': 's', 'index.default_pipeline': 'd', 'index.final_pipeline': 'f' }],
  ['without index', { search: { default_pipeline: 's' }, default_pipeline: 'd', final_pipeline: 'f' }],
  ['half flat', { 'index.search': { default_pipeline: 's' }, index: { default_pipeline: 'd' }, final_pipeline: 'f' }],
])('the pipelines of an index get the prefix where its settings are %s', (_form, settings) => {
  const physical = JSON.parse(JSON.stringify(settings).replace(/"([sdf])"/g, `"${OWN}$1"`))
  expect(translated('indices.create', { settings }).body).toEqual({ settings: physical })
  expect(translated('indices.put_settings', { settings }).body).toEqual({ settings: physical })
  expect(translated('indices.put_settings', settings).body).toEqual(physical)
  expect(translated('indices.put_index_template', { index_patterns: [], template: { settings } }).body).toEqual({
    index_patterns: [],
    template: { settings: physical },
  })
})

test('settings that name no pipeline, and other settings, stay byte for byte', () => {
  const text =
    '{ "settings": {"index": {"default_pipeline":"_none", "final_pipeline": null,\n"number_of_shards": 1.0}} }'
  expect(translated('indices.create', text).text).toBe(text)
})

test('the alias by which a policy rolls an index over is the one that the scope makes', () => {
  const setting = 'index.plugins.index_state_management.rollover_alias'
  expect(translated('indices.put_settings', { [setting]: 'logs' }).body).toEqual({ [setting]: `${OWN}logs` })
})

test.each(['indices.clone', 'indices.shrink', 'indices.split', 'indices.rollover'])('%s makes an index, too', (api) => {
  const { body } = translated(api, { settings: { 'index.default_pipeline': 'd' }, aliases: { products: {} } })
  expect(body).toEqual({ settings: { 'index.default_pipeline': `${OWN}d` }, aliases: { [`${OWN}products`]: {} } })
})
