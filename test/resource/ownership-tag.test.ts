import { expect, test } from 'vitest'
import { packOwnership, unpackOwnership } from '../../src/resource/ownership-tag.ts'

test('an ownership tag is read back with the owner that was written', () => {
  const tags = { run: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d' }
  expect(packOwnership(tags)).toBe('run=vaf-3f9c2 fingerprint=8f3a1c0b2d')
  expect(unpackOwnership(packOwnership(tags))).toEqual(tags)
  expect(unpackOwnership(packOwnership({ run: 'vaf-1' }))).toEqual({ run: 'vaf-1' })
})

test('an ownership tag has the expiry of a resource beside its owner', () => {
  const tags = { run: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d', expires: '2026-11-25T08:00:00Z' }
  expect(packOwnership(tags)).toBe('run=vaf-3f9c2 fingerprint=8f3a1c0b2d expires=2026-11-25T08:00:00Z')
  expect(unpackOwnership(packOwnership(tags))).toEqual(tags)
  expect(() => packOwnership({ ...tags, expires: '25 November' })).toThrow(TypeError)
})

test('an ownership tag of a later version is read, and a foreign tag is not', () => {
  expect(unpackOwnership('lease=2 run=vaf-1')).toEqual({ run: 'vaf-1' })
  for (const value of ['', 'team-search', 'run=', 'fingerprint=8f3a1c0b2d'])
    expect(unpackOwnership(value)).toBe(undefined)
})

test('an ownership tag that has a part twice has no owner', () => {
  expect(unpackOwnership('run=vaf-1 project=a=b')).toEqual({ run: 'vaf-1', project: 'a=b' })
  expect(unpackOwnership('run=vaf-1=2')).toEqual({ run: 'vaf-1=2' })
  for (const value of ['run=vaf-1 run=vaf-2', 'run=vaf-1 proof=0f proof=1e', 'run=vaf-1  '])
    expect(unpackOwnership(value)).toBe(undefined)
})

test('an ownership tag is refused that AWS would not take, or that could not be read back', () => {
  expect(() => packOwnership({ run: 'vaf 1' })).toThrow("AWS takes no tag with the value 'run=vaf 1'.")
  expect(() => packOwnership({ run: 'vaf-1?' })).toThrow(TypeError)
})
