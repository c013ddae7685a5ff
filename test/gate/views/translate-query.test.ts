import { expect, test } from 'vitest'
import { allApis } from '../../../src/gate/views/all-apis.ts'
import { openView } from '../../../src/gate/views/open-view.ts'
import { route } from '../../../src/gate/views/route.ts'
import { translate } from '../../../src/gate/views/translate.ts'
import { layerOf, OWN, SOURCE } from './layers.ts'

const view = openView({ prefix: OWN, layers: [layerOf({ airports: [], airlines: [] })] })

async function translated(method: string, target: string) {
  const call = route(method, target)!
  const rules = allApis.get(call.path.api)!
  const translation = await translate({ call, rules, headers: [], body: Buffer.alloc(0) }, view)
  const path = decodeURIComponent(translation.target).replaceAll(OWN, 'P~').replaceAll(SOURCE, 'D~')
  return { path, deletes: translation.deletes.map(({ name }) => name) }
}

const pathOf = async (target: string) => (await translated('GET', target)).path

test('a path to what is filtered leads to the physical name too', async () => {
  expect(await pathOf('/airports?filter_path=airports.mappings')).toBe(
    '/D~airports?filter_path=airports.mappings,D~airports.mappings,P~airports.mappings',
  )
})

test('a pattern that finds only something sealed is none that finds nothing', async () => {
  expect(await pathOf('/air*/_search?allow_no_indices=false')).toContain('allow_no_indices=true')
  expect(await pathOf('/_search?allow_no_indices=false')).toContain('allow_no_indices=true')
  expect(await pathOf('/b*/_search?allow_no_indices=false')).toContain('allow_no_indices=false')
  expect(await pathOf('/air*/_validate/query')).toContain('allow_no_indices=true')
  expect(await pathOf('/airports,b*/_search?allow_no_indices=false')).toContain('allow_no_indices=false')
})

test('patterns that are only names stay one name each, and delete nothing', async () => {
  expect(await pathOf('/air*,airports/_search?expand_wildcards=none')).toBe(
    '/P~air*,D~airports/_search?expand_wildcards=none',
  )
  expect((await translated('DELETE', '/air*?expand_wildcards=none')).deletes).toEqual([])
  expect(await translated('DELETE', '/airports,airlines?expand_wildcards=none')).toEqual({
    path: '/P~-*',
    deletes: ['airports', 'airlines'],
  })
  expect(await translated('DELETE', '/airports,mine?expand_wildcards=none')).toEqual({
    path: '/P~mine?expand_wildcards=none',
    deletes: ['airports'],
  })
  expect((await translated('DELETE', '/air*,-airports')).deletes).toEqual(['airlines'])
})
