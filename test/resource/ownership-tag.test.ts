import { expect, test } from 'vitest'
import { packOwnership, unpackOwnership } from '../../src/resource/ownership-tag.ts'

test('a tag says whose a resource is, and is read back', () => {
  const tags = { session: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d' }
  expect(packOwnership(tags)).toBe('session=vaf-3f9c2 fingerprint=8f3a1c0b2d')
  expect(unpackOwnership(packOwnership(tags))).toEqual(tags)
  expect(unpackOwnership(packOwnership({ session: 'vaf-1' }))).toEqual({ session: 'vaf-1' })
})

test('a tag says until when a resource counts as wanted, beside whose it is', () => {
  const tags = { session: 'vaf-3f9c2', fingerprint: '8f3a1c0b2d', expires: '2026-11-25T08:00:00Z' }
  expect(packOwnership(tags)).toBe('session=vaf-3f9c2 fingerprint=8f3a1c0b2d expires=2026-11-25T08:00:00Z')
  expect(unpackOwnership(packOwnership(tags))).toEqual(tags)
  expect(() => packOwnership({ ...tags, expires: '25 November' })).toThrow(TypeError)
})

test('reads what a later version wrote, and nothing out of what is not ours', () => {
  expect(unpackOwnership('lease=2 session=vaf-1')).toEqual({ session: 'vaf-1' })
  for (const value of ['', 'team-search', 'session=', 'fingerprint=8f3a1c0b2d'])
    expect(unpackOwnership(value)).toBe(undefined)
})

test('reads a part whole, and takes a tag that says one thing twice for nobody’s', () => {
  expect(unpackOwnership('session=vaf-1 project=a=b')).toEqual({ session: 'vaf-1', project: 'a=b' })
  expect(unpackOwnership('session=vaf-1=2')).toEqual({ session: 'vaf-1=2' })
  for (const value of ['session=vaf-1 session=vaf-2', 'session=vaf-1 proof=0f proof=1e', 'session=vaf-1  '])
    expect(unpackOwnership(value)).toBe(undefined)
})

test('refuses what AWS takes for no value, and what could not be read back', () => {
  expect(() => packOwnership({ session: 'vaf 1' })).toThrow("AWS takes no tag with the value 'session=vaf 1'.")
  expect(() => packOwnership({ session: 'vaf-1?' })).toThrow(TypeError)
})
