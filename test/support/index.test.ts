import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = import.meta.dirname

/** What the index names: a file, or a folder with all that is in it. test/manual.test.ts proves that each is there. */
const named = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/`([\w/-]+(?:\/|\.[jt]s))`/g)].map(
  ([, path]) => path!,
)

test('the index of test/support names every helper that is there', () => {
  const helpers = globSync('**/*.{ts,js}', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.test.ts'))
  const isNamed = (helper: string) =>
    named.some((path) => path === helper || (path.endsWith('/') && helper.startsWith(path)))
  expect(helpers.length).toBeGreaterThan(40)
  expect(helpers.filter((helper) => !isNamed(helper))).toEqual([])
})
