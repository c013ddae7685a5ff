import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PrefixRemoval, starred, withoutPrefixes } from '../../../../src/gate/views/answers/prefix-removal.ts'

/** What comes out for chunks, one after the other. */
function remove(prefixes: readonly string[], chunks: readonly Buffer[]): string {
  const stars = new PrefixRemoval(starred(prefixes))
  const removal = new PrefixRemoval(prefixes)
  const pieces = [...chunks.map((chunk) => removal.push(stars.push(chunk))), removal.push(stars.end()), removal.end()]
  return Buffer.concat(pieces).toString()
}

/** Prefixes that begin alike, some of them with another, and texts that nearly consist of them. */
const prefixes = fc
  .uniqueArray(fc.stringMatching(/^v(?:a|v|-){0,5}$/), { minLength: 1, maxLength: 4 })
  .map((found) => found.map((text) => `v${text}`))
const texts = (parts: readonly string[]) =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...parts, 'v', 'a', '-', 'ö', '"', '*'), fc.string({ unit: 'grapheme', maxLength: 4 })),
    )
    .map((found) => found.join(''))

test('any cutting of any answer into chunks comes out as the whole without prefixes', () => {
  const cases = prefixes.chain((parts) =>
    texts(parts).chain((text) =>
      fc.tuple(fc.constant(parts), fc.constant(text), fc.array(fc.nat(Buffer.byteLength(text)))),
    ),
  )
  fc.assert(
    fc.property(cases, ([parts, text, cuts]) => {
      const bytes = Buffer.from(text)
      const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const chunks = borders.slice(1).map((border, at) => bytes.subarray(borders[at]!, border))
      expect(remove(parts, chunks)).toBe(withoutPrefixes(parts)(text))
    }),
    { numRuns: 2_000 },
  )
})

test('an answer that comes byte by byte loses its prefixes, and nothing else', () => {
  const text = '{"a":"vaf-7wovf-w1-t3-böoks","b":"vaf-7wovf-w1-t4-x","c":"vaf-7wovf-source-airports vaf-"}'
  const chunks = [...Buffer.from(text)].map((byte) => Buffer.from([byte]))
  expect(remove(['vaf-7wovf-w1-t3-', 'vaf-7wovf-source-'], chunks)).toBe(
    '{"a":"böoks","b":"vaf-7wovf-w1-t4-x","c":"airports vaf-"}',
  )
})

test('a star that a view has put before a prefix goes with it', () => {
  expect(remove(['vaf-a-'], [Buffer.from('no such index [*vaf-'), Buffer.from('a-*s] vaf-a-* *')])).toBe(
    'no such index [*s] * *',
  )
})

test('nothing is kept back but what may be the beginning of a prefix', () => {
  const removal = new PrefixRemoval(['vaf-7wovf-w1-t3-'])
  expect(String(removal.push(Buffer.from('hits va')))).toBe('hits ')
  expect(String(removal.push(Buffer.from('st ')))).toBe('vast ')
})

test('of two prefixes that begin alike the longer one is taken out, also where the shorter one ends a chunk', () => {
  expect(remove(['vaf-a-', 'vaf-a-b-'], [Buffer.from('vaf-a-'), Buffer.from('b-x vaf-a-'), Buffer.from('c')])).toBe(
    'x c',
  )
})
