import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backingPatterns, ownIndexName } from '../../../src/gate/views/own-index-name.ts'

const own = (name: string) => ownIndexName('vaf-P-', name)

test('the prefix stands before a name, and behind what OpenSearch itself puts before names', () => {
  expect(own('logs')).toBe('vaf-P-logs')
  expect(own('lo*')).toBe('vaf-P-lo*')
  expect(own('.ds-logs-000001')).toBe('.ds-vaf-P-logs-000001')
  expect(own('<logs-{now/d}>')).toBe('<vaf-P-logs-{now/d}>')
  expect(own('<.ds-logs-{now/d}-000001>')).toBe('<.ds-vaf-P-logs-{now/d}-000001>')
  expect(own('.dsx')).toBe('vaf-P-.dsx')
})

test('a name without the prefix is the one that it was made of', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^<?(\.ds-)?[a-z.*-]*$/), (name) => own(name).replaceAll('vaf-P-', '') === name),
  )
})

test('a pattern matches a backing index where one of its patterns for the rest matches the rest', () => {
  expect(backingPatterns('*')).toEqual(['*'])
  expect(backingPatterns('.d*')).toEqual(['*'])
  expect(backingPatterns('*-000001')).toEqual(['*-000001', '000001'])
  expect(backingPatterns('logs*')).toEqual([])
  const letters = fc.stringMatching(/^[.ds*a-]{0,8}$/)
  fc.assert(
    fc.property(letters, fc.stringMatching(/^[.dsa-]{0,6}$/), (pattern, rest) => {
      const found = backingPatterns(pattern).some((one) => matches(one, rest))
      expect(found).toBe(matches(pattern, `.ds-${rest}`))
    }),
  )
})

function matches(pattern: string, text: string): boolean {
  const source = pattern.split('*').map((literal) => literal.replace(/[.-]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`).test(text)
}
