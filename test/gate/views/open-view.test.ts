import { describe, expect, test } from 'vitest'
import { openView } from '../../../src/gate/views/open-view.ts'
import { NameRejected } from '../../../src/gate/views/view.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { layerOf, OWN, SOURCE } from './layers.ts'

const clock = new FakeClock()
clock.setBack(-Date.parse('2026-12-01T23:30:00Z'))
const dataset = layerOf({ airports: ['places', 'travel'], airlines: ['travel'], routes: [] })
const open = (layers = [dataset]) => openView({ prefix: OWN, layers, clock })
const [airports, airlines, routes] = dataset.indices
/** Physical names with P and D for the prefixes. */
const short = (names: readonly string[]) => names.map((name) => name.replaceAll(OWN, 'P~').replaceAll(SOURCE, 'D~'))

describe('an exact name', () => {
  test('stands for what the scope makes, if nothing sealed has it', () => {
    expect(open().physical('products')).toBe(`${OWN}products`)
  })

  test('stands for a sealed index or its alias until that is covered', () => {
    const view = open()
    expect(short([view.physical('airports'), view.physical('places')])).toEqual(['D~airports', 'D~places'])
    view.cover(airports!)
    expect(short([view.physical('airports'), view.physical('places')])).toEqual(['P~airports', 'P~places'])
  })

  test('never stands for an alias that a covered index shares', () => {
    const view = open()
    view.cover(airports!)
    expect(short(view.expression(['travel', 'trav*']))).toEqual(['P~travel', 'P~trav*'])
  })

  test.for([
    ['.hidden', '.P~hidden'],
    ['.ds-logs-000001', '.ds-P~logs-000001'],
    ['_x', '_P~x'],
    ['-x', '-P~x'],
    ['+x', '+P~x'],
    ['.', '.'],
    ['..', '..'],
    ['', ''],
  ])('that the engine treats in a special way is still special: %s', ([name, physical]) => {
    expect(short([open().physical(name!)])).toEqual([physical])
  })

  test('that is too long anyway is left to the engine, which says how long it is', () => {
    expect(open().physical('é'.repeat(128))).toBe('é'.repeat(128))
    expect(open().physical('é'.repeat(127))).toContain(OWN)
  })
})

test('the topmost layer that has a name gives it, also one whose index is covered', () => {
  const top = layerOf({ airports: [] }, 'vaf-7wovf-w1-file-')
  const view = openView({ prefix: OWN, layers: [top, dataset] })
  expect(view.physical('airports')).toBe('vaf-7wovf-w1-file-airports')
  expect(view.physical('routes')).toBe(`${SOURCE}routes`)
  view.cover(top.indices[0]!)
  expect(view.physical('airports')).toBe(`${OWN}airports`)
  expect(view.prefixes).toEqual([OWN, 'vaf-7wovf-w1-file-', SOURCE])
})

describe('an index expression', () => {
  test.for<[names: string[], physical: string[]]>([
    [[], ['*P~*', '*D~airports', '*D~airlines', '*D~routes']],
    [['*'], ['*P~*', '*D~airports', '*D~airlines', '*D~routes']],
    [['_all'], ['*P~*', '*D~airports', '*D~airlines', '*D~routes']],
    [
      ['a', 'routes'],
      ['P~a', 'D~routes'],
    ],
    [['air*'], ['P~air*', '*D~airports', '*D~airlines']],
    [['pla*'], ['P~pla*', '*D~places']],
    [
      ['*s', '-airports', '-pl*'],
      ['*P~*s', '*D~airports', '*D~airlines', '*D~routes', '*D~places', '-D~airports', '-P~pl*', '-*D~places'],
    ],
    // A hyphen excludes only behind a pattern.
    [
      ['-air*', 'routes', '-air*'],
      ['-P~air*', 'D~routes', '-P~air*', '-*D~airports', '-*D~airlines'],
    ],
    [['.kib*'], ['.P~kib*']],
    [['.*'], ['.P~*', '.ds-P~*']],
    [['*.x'], ['*P~*.x', '*.P~x']],
    [
      ['_x', '_all'],
      ['_P~x', '_P~all'],
    ],
    [
      ['a', ''],
      ['P~a', 'P~'],
    ],
    [
      ['', 'a'],
      ['', 'P~a'],
    ],
    [[''], ['P~']],
  ])('stands for what it reaches in the view, whether sealed or its own: %j', ([names, physical]) => {
    expect(short(open().expression(names))).toEqual(physical)
  })

  test('no longer reaches what is covered', () => {
    const view = open()
    view.cover(airports!)
    expect(short(view.expression(['air*', 'airports']))).toEqual(['P~air*', '*D~airlines', 'P~airports'])
  })

  test('is rejected where it names a remote cluster', () => {
    expect(() => open().expression(['air*', 'remote:logs'])).toThrow(NameRejected)
  })
})

describe('date math', () => {
  const layers = [layerOf({ 'logs-2026.12.01': [], 'logs-2026-12': [] })]

  test.for<[name: string, physical: string[]]>([
    ['<a-{now/d}>', ['<P~a-{now/d}>']],
    ['<.a-{now/d}>', ['<.P~a-{now/d}>']],
    ['<\\-a-{now/d}>', ['<-P~a-{now/d}>']],
    ['<{now/d}-a>', ['<P~{now/d}-a>']],
    ['<logs-{now/d}>', ['D~logs-2026.12.01']],
    ['<logs-{now/M{yyyy-MM}}>', ['D~logs-2026-12']],
    // Already the second of December there.
    ['<logs-{now/d{yyyy.MM.dd|+01:00}}>', ['<P~logs-{now/d{yyyy.MM.dd|+01:00}}>']],
    ['<logs-{now/d-1d{yyyy.MM.dd|+01:00}}>', ['D~logs-2026.12.01']],
    ['<logs-*{now/d{dd}}>', ['P~logs-*01', '*D~logs-2026.12.01']],
    ['<*>', ['*P~*', '*D~logs-2026.12.01', '*D~logs-2026-12']],
  ])('stands for a sealed index of that date, and else for one of the scope: %s', ([name, physical]) => {
    expect(short(open(layers).expression([name]))).toEqual(physical)
  })

  test('in a form that only the engine reads is rejected where a sealed index may be meant', () => {
    expect(short([open(layers).physical('<a-{now/d{MMM}}>')])).toEqual(['<P~a-{now/d{MMM}}>'])
    expect(() => open(layers).physical('<logs-{now/d{MMM}}>')).toThrow(NameRejected)
    expect(() => open(layers).expression(['<a*-{now/d{MMM}}>'])).toThrow(NameRejected)
  })
})

describe('the sealed indices of an expression', () => {
  const view = open()

  test('are those it reaches, and those that share an alias with them', () => {
    expect(view.sealedIn(['airports'])).toEqual([airports, airlines])
    expect(view.sealedIn(['routes', 'a'])).toEqual([routes])
    expect(view.sealedIn(['*', '-air*'])).toEqual([routes])
    expect(view.sealedIn(['plac*'])).toEqual([airports, airlines])
    expect(view.sealedIn([])).toHaveLength(3)
  })

  test('are in a delete only those that it names', () => {
    expect(view.sealedNamed(['airports', 'plac*', 'travel'])).toEqual([airports])
    expect(view.sealedNamed(['_all'])).toHaveLength(3)
  })
})

test('names and patterns of aliases reach the own ones and those of sealed indices', () => {
  const view = open()
  expect(short(view.aliases(['pl*', '-travel', 'a', '_all']))).toEqual([
    'P~pl*',
    '*D~places',
    '-D~travel',
    'P~a',
    '*P~*',
    '*D~places',
    '*D~travel',
  ])
  expect(view.aliases([])).toEqual([])
})

test('things that are no indices are always of the scope', () => {
  const view = open()
  expect(short([view.own('airports'), ...view.ownList(['a*', '-b', '_all', '*'])])).toEqual([
    'P~airports',
    'P~a*',
    '-P~b',
    'P~*',
    'P~*',
  ])
})
