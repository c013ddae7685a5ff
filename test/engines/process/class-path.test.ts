import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { joinClassPath } from '../../../src/engines/process/launch.ts'

test('paths are joined as Java takes them', () => {
  expect(joinClassPath([join('a b', 'c.jar'), 'd.jar'])).toBe(`${join('a b', 'c.jar')}${delimiter}d.jar`)
})

test('a path that would be torn in two is refused', () => {
  expect(() => joinClassPath(['d.jar', `a${delimiter}b/c.jar`])).toThrow(
    [
      `Java cannot be started with a path that has a '${delimiter}' in it: a${delimiter}b/c.jar`,
      'It separates the paths of a class path, and cannot be quoted.',
      "Move the project, or name another folder for the cache as 'local.cacheDirectory' or AWS_FIXTURES_CACHE.",
    ].join('\n'),
  )
})
