import { fileURLToPath } from 'node:url'

/** The files of this package that Vitest itself loads, by path. */
export const globalSetup = pathOf('./global-setup')
export const setupWorker = pathOf('../worker/setup')

/** The files that import `vitest` in a worker. */
export const usersOfVitest = [
  setupWorker,
  ...['../worker/open-worker', '../fixtures', '../worker/fixtures/fixtures', '../worker/fixtures/seed'].map(pathOf),
]

/** TypeScript in the repository, JavaScript in the package. */
function pathOf(name: string): string {
  return fileURLToPath(new URL(`${name}${import.meta.url.slice(-3)}`, import.meta.url))
}
