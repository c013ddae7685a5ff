import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterPath } from '../../../../src/gate/views/names/filter-path.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { layerOf, OWN, SOURCE } from '../layers.ts'

const view = openView({ prefix: OWN, layers: [layerOf({ airports: ['places'], 'b.a': [] })] })
const inView = (text: string, api = 'indices.get') =>
  filterPath(text, api, view).replaceAll(OWN, 'P~').replaceAll(SOURCE, 'D~').split(',')

describe('a path leads through names to the same', () => {
  test.for<[path: string, paths: string[]]>([
    ['a.mappings', ['a.mappings', 'P~a.mappings']],
    ['airports.mappings', ['airports.mappings', 'D~airports.mappings', 'P~airports.mappings']],
    ['-a.mappings', ['-a.mappings', '-P~a.mappings']],
    ['*.mappings', ['*.mappings', '*.P~mappings']],
    [
      'indices.air*',
      [
        'indices.air*',
        'indices.P~air*',
        'indices.*D~airports',
        'P~indices.air*',
        'P~indices.P~air*',
        'P~indices.*D~airports',
      ],
    ],
    ['*.aliases.a', ['*.aliases.a', '*.aliases.P~a', '*.P~aliases.a', '*.P~aliases.P~a']],
    ['**.a', ['**.a', '**.P~a']],
    ['b\\.a.settings', ['b\\.a.settings', 'D~b\\.a.settings', 'P~b\\.a.settings']],
    ['\\.b', ['\\.b', '\\.P~b', 'P~\\.b']],
    [
      'metadata.indices.a.state',
      [
        'metadata.indices.a.state',
        'metadata.indices.P~a.state',
        'P~metadata.indices.a.state',
        'P~metadata.indices.P~a.state',
      ],
    ],
    ['a,b', ['a', 'P~a', 'b', 'P~b']],
  ])('%s', ([path, paths]) => {
    expect(inView(path)).toEqual(paths)
  })
})

test('a path of an answer without names stays as it is', () => {
  expect(inView('hits.hits._source.airports,took', 'search')).toEqual(['hits.hits._source.airports', 'took'])
})

test('in an answer with physical names it finds what it finds in one with those of the user', () => {
  const name = fc.constantFrom('a', 'ab', 'airports', 'places', 'b.a', '.b', 'indices')
  const names = fc.uniqueArray(name, { maxLength: 5 })
  const segment = fc.oneof(name.map(escaped), fc.stringMatching(/^(\\\.)?[ab]{0,2}\*[ab]?$/), fc.constant('**'))
  const path = fc.oneof(
    segment,
    fc.tuple(segment, fc.constantFrom('aliases', '*'), segment).map((parts) => parts.join('.')),
  )
  fc.assert(
    fc.property(names, names, path, (indices, aliases, filter) => {
      const plain = indices.flatMap((index) => aliases.map((alias) => [index, 'aliases', alias]))
      const found = plain.filter((keys) => leadsTo([filter], keys))
      const foundBehind = plain.filter((keys) =>
        leadsTo(filterPath(filter, 'indices.get', view).split(','), [
          view.physical(keys[0]!),
          keys[1]!,
          view.physical(keys[2]!),
        ]),
      )
      expect(foundBehind).toEqual(found)
    }),
    { numRuns: 1000 },
  )
})

const escaped = (name: string) => name.replaceAll('.', '\\.')

/** Whether the engine keeps what stands under these keys for one of the paths. */
const leadsTo = (paths: readonly string[], keys: readonly string[]): boolean =>
  paths.some((path) => {
    const segments = (path.match(/(?:\\\.|[^.])+/g) ?? []).map((part) => part.replaceAll('\\.', '.'))
    return isUnder(segments, keys)
  })

function isUnder([segment, ...rest]: readonly string[], keys: readonly string[]): boolean {
  if (segment === undefined) return true
  const [key, ...below] = keys
  if (segment === '**') return isUnder(rest, keys) || (key !== undefined && isUnder([segment, ...rest], below))
  if (key === undefined) return false
  const pattern = new RegExp(
    `^${segment
      .split('*')
      .map((part) => part.replaceAll('.', '\\.'))
      .join('.*')}$`,
  )
  return pattern.test(key) && isUnder(rest, below)
}
