import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAll, splitNames } from '../../../../src/gate/views/names/index-expression.ts'
import { openView } from '../../../../src/gate/views/open-view.ts'
import { ownIndexName } from '../../../../src/gate/views/own-index-name.ts'
import type { Layer } from '../../../../src/gate/views/view.ts'
import { OWN, SOURCE } from '../layers.ts'
import { anyExpression, anyIndices, anyOptions } from './arbitrary-domain.ts'
import { type EngineIndex, type Options, type Reached, reachedBy } from './engine-names.ts'

const FILE = 'vaf-7wovf-w1-file-'
const OTHERS = ['vaf-7wovf-w1-t4-', 'vaf-7wovf-w11-t3-', 'vaf-8abcd-w1-t3-', 'x-', '']

/** Where an index of the user's world stands: made by the scope, or sealed in a layer. */
const anyPlace = fc.constantFrom(OWN, OWN, FILE, SOURCE, SOURCE)

/** What a user sees, and the engine's domain behind it. Indices that share an alias are in one place. */
const anyWorld = fc
  .record({
    world: anyIndices,
    places: fc.array(anyPlace, { minLength: 20, maxLength: 20 }),
    covered: anyIndices,
    others: fc.array(fc.tuple(fc.constantFrom(...OTHERS), anyIndices), { maxLength: 2 }),
  })
  .map(({ world: given, places, covered, others }) => {
    const world = given.map((index, at) => ({ ...index, place: index.dataStream ? OWN : places[at]! }))
    const aliasPlaces = new Map<string, string>()
    const settled = world.map((index) => {
      const aliases = Object.entries(index.aliases ?? {}).filter(([alias]) => {
        if (!aliasPlaces.has(alias)) aliasPlaces.set(alias, index.place)
        return aliasPlaces.get(alias) === index.place
      })
      const state =
        index.place === OWN ? {} : { isClosed: false, isHidden: index.isHidden === true && index.name.startsWith('.') }
      return { ...index, ...state, aliases: Object.fromEntries(aliases) }
    })
    // What the scope has covered lies below what it has made, so that its names do not count, nor its aliases.
    const taken = (index: EngineIndex) => settled.some(({ name, place }) => name === index.name && place === SOURCE)
    const hidden = covered
      .filter((index) => !index.dataStream && !taken(index))
      .map((index) => ({
        ...index,
        place: SOURCE,
        aliases: Object.fromEntries(
          Object.entries(index.aliases ?? {}).filter(([alias]) => aliasPlaces.get(alias) !== SOURCE),
        ),
      }))
    const domain = [
      ...[...settled, ...hidden].map((index) => physical(index.place, index)),
      ...others.flatMap(([prefix, indices]) => indices.map((index) => physical(prefix, index))),
    ]
    return { world: settled, hidden, domain }
  })

const physical = (prefix: string, index: EngineIndex): EngineIndex => ({
  ...index,
  name: ownIndexName(prefix, index.name),
  aliases: Object.fromEntries(
    Object.entries(index.aliases ?? {}).map(([alias, isHidden]) => [ownIndexName(prefix, alias), isHidden]),
  ),
  ...(index.dataStream && { dataStream: prefix + index.dataStream }),
})

type World = typeof anyWorld extends fc.Arbitrary<infer Value> ? Value : never

function viewOf({ world, hidden }: World) {
  const layer = (prefix: string, indices: readonly EngineIndex[]): Layer => ({
    prefix,
    indices: indices.map(({ name, aliases = {} }) => ({
      name,
      physical: ownIndexName(prefix, name),
      aliases: Object.fromEntries(Object.entries(aliases).map(([alias, isHidden]) => [alias, { is_hidden: isHidden }])),
    })),
  })
  const source = layer(SOURCE, [...world.filter(({ place }) => place === SOURCE), ...hidden])
  const layers = [
    layer(
      FILE,
      world.filter(({ place }) => place === FILE),
    ),
    source,
  ]
  const view = openView({ prefix: OWN, layers })
  for (const { name } of hidden) view.cover(source.indices.find((index) => index.name === name)!)
  return view
}

const withoutPrefixes = (text: string) => text.replaceAll(OWN, '').replaceAll(FILE, '').replaceAll(SOURCE, '')

const inNames = (reached: Reached): Reached =>
  'wrong' in reached
    ? { wrong: reached.wrong, ...(reached.name !== undefined && { name: withoutPrefixes(reached.name) }) }
    : reached.map(withoutPrefixes).sort()

/** Where patterns stay patterns, an index that only an alias shows is not asked for by `*` alone, and no list ends with nothing. */
function isExact(
  { world }: World,
  names: readonly string[],
  { allowNoIndices, open, closed, hidden }: Options,
): boolean {
  const isShownByAlias = world.some(
    (index) => index.isHidden && Object.values(index.aliases).some((isHidden) => !isHidden),
  )
  if (names.at(-1) === '') return false
  return allowNoIndices && (open || closed) && !(isAll(names.map(plain)) && !hidden && isShownByAlias)
}

const plain = (name: string) => (name === '<*>' ? '*' : name)

test('an expression reaches in a view what it reaches in a domain that has only the names of the user', () => {
  fc.assert(
    fc.property(anyWorld, anyExpression, anyOptions, (world, names, options) => {
      fc.pre(isExact(world, names, options))
      const reached = reachedBy(world.domain, viewOf(world).expression(names), options)
      expect(inNames(reached)).toEqual(inNames(reachedBy(world.world, names, options)))
    }),
    { numRuns: 250 },
  )
})

test('an expression never reaches what is not in the view, with any options', () => {
  fc.assert(
    fc.property(anyWorld, anyExpression, anyOptions, (world, names, options) => {
      const reached = reachedBy(world.domain, viewOf(world).expression(names), options)
      const visible = new Set(world.world.map((index) => ownIndexName(index.place, index.name)))
      if (!('wrong' in reached)) expect(reached.filter((name) => !visible.has(name))).toEqual([])
    }),
    { numRuns: 250 },
  )
})

test('a name stands for what it stands for in a domain that has only the names of the user', () => {
  const options = { ignoreUnavailable: false, allowNoIndices: false, open: false, closed: false, hidden: false }
  fc.assert(
    fc.property(anyWorld, anyExpression, fc.boolean(), fc.boolean(), (world, names, ignoreAliases, dataStreams) => {
      const all = { ...options, ignoreAliases, dataStreams, forbidsClosed: true }
      for (const name of names.length > 0 ? names : ['_all']) {
        const reached = reachedBy(world.domain, [viewOf(world).physical(name)], all)
        expect(inNames(reached)).toEqual(inNames(reachedBy(world.world, [name], all)))
      }
    }),
  )
})

test('the sealed indices of an expression are at least those that it reaches', () => {
  fc.assert(
    fc.property(anyWorld, anyExpression, anyOptions, (world, names, options) => {
      const view = viewOf(world)
      const reached = reachedBy(world.domain, view.expression(names), options)
      fc.pre(!('wrong' in reached))
      const sealed = (options.ignoreAliases ? view.sealedNamed(names) : view.sealedIn(names)).map(
        (index) => index.physical,
      )
      const owned = (reached as readonly string[]).filter((name) => name.includes(OWN))
      expect([...owned, ...sealed]).toEqual(expect.arrayContaining([...(reached as readonly string[])]))
    }),
    { numRuns: 250 },
  )
})

test('once those that a delete names are covered, it deletes no sealed index', () => {
  fc.assert(
    fc.property(anyWorld, anyExpression, anyOptions, (world, names, options) => {
      const view = viewOf(world)
      for (const index of view.sealedNamed(names)) view.cover(index)
      const reached = reachedBy(world.domain, view.expression(names), { ...options, ignoreAliases: true })
      if (!('wrong' in reached)) expect(reached.filter((name) => !name.includes(OWN))).toEqual([])
    }),
    { numRuns: 250 },
  )
})

describe('a list is split as the engine splits it', () => {
  test.for<[list: string, names: string[]]>([
    ['', []],
    [',', []],
    ['a,,b,', ['a', '', 'b']],
    [',a', ['', 'a']],
  ])('%j', ([list, names]) => {
    expect(splitNames(list)).toEqual(names)
  })
})
