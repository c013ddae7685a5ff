import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { joinClassPath } from '../../../src/engines/process/launch.ts'

test('a class path is joined with the separator of the platform', () => {
  expect(joinClassPath([join('a b', 'c.jar'), 'd.jar'])).toBe(`${join('a b', 'c.jar')}${delimiter}d.jar`)
})

test('a path that contains the separator of paths is refused', () => {
  const path = `a${delimiter}b/c.jar`
  expect(() => joinClassPath(['d.jar', path])).toThrow(
    expect.objectContaining({
      code: 'AWS_FIXTURE_CONFIG',
      message: expect.stringContaining(`'${delimiter}': ${path}\n`),
    }),
  )
})
