import { expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { OWN } from '../layers.ts'
import { translated } from './translated.ts'

test('the patterns of a template, its parts and what an index gets of it are those of the view', () => {
  for (const api of ['put_index_template', 'simulate_template', 'simulate_index_template']) {
    const { body } = translated(`indices.${api}`, {
      ...{ index_patterns: ['logs-*', '*', 'exact'], composed_of: ['base', 'more'], data_stream: {}, priority: 1 },
      ...{
        template: { aliases: { logs: {} }, mappings: { _meta: { composed_of: ['base'] } } },
        _meta: { template: 'a' },
      },
    })
    expect(body).toEqual({
      index_patterns: [`${OWN}logs-*`, `${OWN}*`, `${OWN}exact`],
      ...{ composed_of: [`${OWN}base`, `${OWN}more`], data_stream: {}, priority: 1 },
      template: { aliases: { [`${OWN}logs`]: {} }, mappings: { _meta: { composed_of: ['base'] } } },
      _meta: { template: 'a' },
    })
  }
})

test('a pattern or a part may stand without a list', () => {
  const { body } = translated('indices.put_index_template', { index_patterns: 'logs-*', composed_of: 'base' })
  expect(body).toEqual({ index_patterns: `${OWN}logs-*`, composed_of: `${OWN}base` })
})

test('a template of the older form has its patterns, by both their names, and its aliases', () => {
  const aliases = { logs: { filter: { term: { a: 'b' } } } }
  expect(translated('indices.put_template', { index_patterns: ['a*'], aliases, order: 1 }).body).toEqual({
    ...{ index_patterns: [`${OWN}a*`], order: 1 },
    aliases: { [`${OWN}logs`]: { filter: { term: { a: 'b' } } } },
  })
  expect(translated('indices.put_template', { template: 'a*' }).body).toEqual({ template: `${OWN}a*` })
})

test('a component template has aliases and settings', () => {
  const { body } = translated('cluster.put_component_template', {
    template: { settings: { default_pipeline: 'p' }, aliases: { logs: {} } },
    version: 2,
  })
  expect(body).toEqual({
    template: { settings: { default_pipeline: `${OWN}p` }, aliases: { [`${OWN}logs`]: {} } },
    version: 2,
  })
})

test('an alias with the name of its index has it at its start, or is rejected', () => {
  const withAlias = (alias: string) =>
    translated('indices.put_index_template', { index_patterns: ['a*'], template: { aliases: { [alias]: {} } } }).body
  expect(withAlias('{index}-all')).toMatchObject({ template: { aliases: { '{index}-all': {} } } })
  expect(() => withAlias('all-{index}')).toThrow(NameRejected)
  expect(() => withAlias('{index}-{index}')).toThrow(NameRejected)
})
