import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ownIndexName } from '../../../src/gate/views/own-index-name.ts'

const own = (name: string) => ownIndexName('vaf-P-', name)

test('the prefix stands before a name, and behind what means something to OpenSearch at the start of a name', () => {
  expect(own('logs')).toBe('vaf-P-logs')
  expect(own('lo*')).toBe('vaf-P-lo*')
  expect(own('.ds-logs-000001')).toBe('.ds-vaf-P-logs-000001')
  expect(own('<logs-{now/d}>')).toBe('<vaf-P-logs-{now/d}>')
  expect(own('<.ds-logs-{now/d}-000001>')).toBe('<.ds-vaf-P-logs-{now/d}-000001>')
  expect(own('<\\.logs-{now/d}>')).toBe('<.vaf-P-logs-{now/d}>')
  expect(own('.dsx')).toBe('.vaf-P-dsx')
  expect(['_x', '-x', '+x'].map(own)).toEqual(['_vaf-P-x', '-vaf-P-x', '+vaf-P-x'])
})

test('a name without the prefix is the one that it was made of', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^<?(\.ds-)?[a-z.*_+-]*$/), (name) => own(name).replaceAll('vaf-P-', '') === name),
  )
})
