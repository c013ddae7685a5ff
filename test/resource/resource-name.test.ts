import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprintOf, resourceName } from '../../src/resource/resource-name.ts'

test.for<[string, string]>([
  ['data-layer', 'vaf-data-layer-8f3a1c-1'],
  ['@acme/search', 'vaf-acme-search-8f3a1c-1'],
  ['A Project with a long name', 'vaf-a-project-wit-8f3a1c-1'],
  ['exactly-12-ok-and-more', 'vaf-exactly-12-ok-8f3a1c-1'],
  ['日本', 'vaf-tests-8f3a1c-1'],
])('a resource of the project %s has the name %s', ([project, name]) => {
  expect(resourceName({ project, key: '8f3a1c9d', generation: 1 })).toBe(name)
})

test('a resource name keeps the rules of both services for any name of a project', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 99 }), (project, generation) => {
      const name = resourceName({ project, key: fingerprintOf(project), generation })
      expect(name).toMatch(/^[a-z][a-z0-9-]{2,27}$/)
      expect(name).not.toMatch(/--|-$/)
    }),
  )
})

test('a fingerprint depends on the values of a spec, and not on their order', () => {
  expect(fingerprintOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(fingerprintOf({ b: { d: null, c: [1, 2] }, a: 1 }))
  expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }))
  expect(fingerprintOf({})).toMatch(/^[0-9a-f]{12}$/)
})
