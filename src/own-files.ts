import { fileURLToPath } from 'node:url'

/** The files of this package that Vitest itself loads, by path. */
export const globalSetup = besideThis('global-setup')
export const setupWorker = besideThis('setup-worker')

/** All that import `vitest` in a worker. */
export const usersOfVitest = [
  setupWorker,
  ...['worker-life', 'fixtures/index', 'fixtures/fixtures', 'fixtures/seed'].map(besideThis),
]

/** TypeScript in the repository, JavaScript in the package. */
function besideThis(name: string): string {
  return fileURLToPath(new URL(`./${name}${import.meta.url.slice(-3)}`, import.meta.url))
}
