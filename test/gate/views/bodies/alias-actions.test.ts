import { expect, test } from 'vitest'
import { OWN, SOURCE } from '../layers.ts'
import { translated } from './translated.ts'

test('an alias that is moved is moved among the names of the view, once what is sealed has been copied', () => {
  const actions = [
    { remove: { index: 'products-1', alias: 'products' } },
    { add: { index: 'products-2', alias: 'products', is_write_index: true } },
    { remove_index: { index: 'products-0' } },
  ]
  const { body, reached } = translated('indices.update_aliases', { actions })
  expect(body).toEqual({
    actions: [
      { remove: { index: `${OWN}products-1`, alias: `${OWN}products` } },
      { add: { index: `${OWN}products-2`, alias: `${OWN}products`, is_write_index: true } },
      { remove_index: { index: `${OWN}products-0` } },
    ],
  })
  expect(reached).toEqual([
    [['products-1'], 'changes'],
    [['products-2'], 'changes'],
    [['products'], 'changes'],
    [['products-0'], 'changes'],
  ])
})

test('an index that becomes many is named as many', () => {
  const sealed = { 'a-1': [], b: [] }
  const { body } = translated('indices.update_aliases', { actions: { add: { index: 'a-*', alias: 'x' } } }, sealed)
  expect(body).toEqual({
    actions: { add: { indices: [`${OWN}a-*`, expect.stringContaining(`${SOURCE}a-1`)], alias: `${OWN}x` } },
  })
})

test('aliases are removed by name, by pattern, and all of them', () => {
  const removing = (aliases: string | string[]) =>
    translated('indices.update_aliases', { actions: [{ remove: { indices: ['a'], aliases } }] }).body
  const removed = (aliases: string | string[]) => ({ actions: [{ remove: { indices: [`${OWN}a`], aliases } }] })
  expect(removing(['x', 'y*', '-yz'])).toEqual(removed([`${OWN}x`, `${OWN}y*`, `-${OWN}yz`]))
  expect(removing('x')).toEqual(removed(`${OWN}x`))
  expect(removing('_all')).toEqual(removing('*'))
})

test('what names no index or no alias does not come to name all', () => {
  const actions = [
    { add: { indices: [], alias: 'x' } },
    { remove: { index: '', alias: '' } },
    { remove_index: { indices: [''] } },
    { add: { alias: null, filter: { match_all: {} } } },
  ]
  const [added, ...others] = (translated('indices.update_aliases', { actions }).body as { actions: object[] }).actions
  expect([added, ...others]).toEqual([{ add: { indices: [], alias: `${OWN}x` } }, ...actions.slice(1)])
  for (const index of ['', ',', ',,', null]) {
    expect(translated('indices.put_alias', { index, filter: { match_all: {} } }).body).toMatchObject({ index })
  }
})

test('the body of an alias says which indices and which alias, as it may', () => {
  const { body, reached } = translated('indices.put_alias', {
    ...{ index: 'a,b*', alias: 'x', routing: 'a' },
    filter: { ids: { values: ['a'] } },
  })
  expect(body).toEqual({
    ...{ index: `${OWN}a,${OWN}b*`, alias: `${OWN}x`, routing: 'a' },
    filter: { ids: { values: ['a'] } },
  })
  expect(reached).toEqual([
    [['a', 'b*'], 'changes'],
    [['x'], 'changes'],
  ])
})
