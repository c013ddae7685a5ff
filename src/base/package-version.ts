import { readFileSync } from 'node:fs'

/** The version of this package. Its package.json is two folders up, both in the repository and in the package. */
export const packageVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version
