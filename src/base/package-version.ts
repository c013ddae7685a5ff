import { readFileSync } from 'node:fs'

/** The version of this package. Its package.json stands two folders up, in the repository and in the package alike. */
export const packageVersion: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).version
