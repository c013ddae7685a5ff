import { expect, test } from 'vitest'
import { packOwnership, unpackOwnership } from '../../src/resource/ownership-tag.ts'

test('a tag says whose a resource is, and is read back', () => {
  const tags = { run: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d' }
  expect(packOwnership(tags)).toBe('run=vaf-3f9c2 fingerprint=8f3a1c0b2d')
  expect(unpackOwnership(packOwnership(tags))).toEqual(tags)
  expect(unpackOwnership(packOwnership({ run: 'vaf-1' }))).toEqual({ run: 'vaf-1' })
})

test('a tag says until when a resource counts as wanted, beside whose it is', () => {
  const tags = { run: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d', expires: '2026-11-25T08:00:00Z' }
  expect(packOwnership(tags)).toBe('run=vaf-3f9c2 fingerprint=8f3a1c0b2d expires=2026-11-25T08:00:00Z')
  expect(unpackOwnership(packOwnership(tags))).toEqual(tags)
  expect(() => packOwnership({ ...tags, expires: '25 November' })).toThrow(TypeError)
})

test('reads what a later version wrote, and nothing out of what is not ours', () => {
  expect(unpackOwnership('lease=2 run=vaf-1')).toEqual({ run: 'vaf-1' })
  for (const value of ['', 'team-search', 'run=', 'fingerprint=8f3a1c0b2d'])
    expect(unpackOwnership(value)).toBe(undefined)
})

test('reads a part whole, and takes a tag that says one thing twice for nobody’s', () => {
  expect(unpackOwnership('run=vaf-1 project=a=b')).toEqual({ run: 'vaf-1', project: 'a=b' })
  expect(unpackOwnership('run=vaf-1=2')).toEqual({ run: 'vaf-1=2' })
  for (const value of ['run=vaf-1 run=vaf-2', 'run=vaf-1 proof=0f proof=1e', 'run=vaf-1  '])
    expect(unpackOwnership(value)).toBe(undefined)
})

test('refuses what AWS takes for no value, and what could not be read back', () => {
  expect(() => packOwnership({ run: 'vaf 1' })).toThrow("AWS takes no tag with the value 'run=vaf 1'.")
  expect(() => packOwnership({ run: 'vaf-1?' })).toThrow(TypeError)
})
