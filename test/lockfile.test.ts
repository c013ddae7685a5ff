import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

// npm leaves out of the lock what it could not find while the lock was written (npm/cli#4828), and `npm ci` then fails
// on a clean clone: "can only install packages when your package.json and package-lock.json are in sync".
test('the lock has the native packages of every platform', () => {
  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
  const packages: Record<string, Locked> = lock.packages
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !placesFor(path, name).some((place) => place in packages)),
  )
  expect(missing).toEqual([])
})

/** Where Node looks for a package that the one at `path` needs: beside it, then further up. */
function placesFor(path: string, name: string): string[] {
  const parts = path === '' ? [] : path.split('/node_modules/')
  const folders = parts.map((_, depth) => `${parts.slice(0, depth + 1).join('/node_modules/')}/`)
  return [...folders, ''].map((folder) => `${folder}node_modules/${name}`)
}
