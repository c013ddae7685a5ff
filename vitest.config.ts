import { availableParallelism, totalmem } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** No test of ours is about how fast a machine is, so that a busy one has time. */
const patient = { testTimeout: 30_000, expect: { poll: { timeout: 20_000 } } }

/** Tests that start engines or child runs have time for a cold JVM. */
const slow = { ...patient, testTimeout: 120_000, hookTimeout: 300_000 }

/**
 * What each file that starts engines or child runs may take, and what everything else on the machine takes, in bytes: so
 * many files at a time fit into the 7 GB that CI machines have.
 */
const FILE_BYTES = 2e9
const REST_BYTES = 1e9
const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)

/**
 * Files that compute beside files that wait, for an engine or a child run: one more at a time than there are cores, as far
 * as memory goes. Each file knows its own processes, folders and ports.
 */
const mixed = {
  ...slow,
  maxWorkers: Math.max(1, Math.min(availableParallelism() + 1, Math.floor((memory - REST_BYTES) / FILE_BYTES))),
  sequence: { groupOrder: 1 },
}

/** Tests that have a Docker engine to themselves, or take very long, run one file at a time; one project after the other. */
const oneByOne = (groupOrder: number) => ({ ...slow, fileParallelism: false, sequence: { groupOrder } })

export default defineConfig({
  test: {
    reporters: [
      ...configDefaults.reporters,
      // The table of the behaviour suite, where that has run.
      'test/package/behaviours/table-reporter.ts',
      // The minutes that each project took.
      'test/support/minutes-reporter.ts',
    ],
    // One more than Vitest would take: much of what the unit tests do is to wait for a socket or a clock.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          ...patient,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{isolated,thorough,engines,package,containers,long}.test.ts', 'test/projects/**'],
          // Loading our sources anew for each of some 220 files would take as long as the tests do.
          isolate: false,
        },
      },
      // A process for each file, where a library remembers something for good: testcontainers its engine, for one.
      { test: { name: 'unit-isolated', include: ['test/**/*.isolated.test.ts'], ...patient } },
      // Many random inputs, large ones, whole runs on the simulated AWS, or many small processes: seconds each, so not in `check`.
      { test: { name: 'thorough', include: ['test/**/*.thorough.test.ts'], isolate: false, ...mixed, ...patient } },
      { test: { name: 'engines', include: ['test/**/*.engines.test.ts'], ...mixed } },
      {
        test: {
          name: 'package',
          include: ['test/**/*.package.test.ts'],
          // Packs the package once and installs it outside the repository, while the first engine tests run.
          globalSetup: 'test/support/installed-package.ts',
          setupFiles: 'test/support/await-package.ts',
          ...mixed,
        },
      },
      {
        test: {
          name: 'containers',
          include: ['test/**/*.containers.test.ts'],
          // A Docker engine with the images, started where none runs; and the installed package.
          globalSetup: 'test/support/docker/docker-global-setup.ts',
          setupFiles: ['test/support/await-package.ts', 'test/support/docker/await-docker.ts'],
          ...oneByOne(2),
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          globalSetup: 'test/support/installed-package.ts',
          setupFiles: 'test/support/await-package.ts',
          ...oneByOne(3),
        },
      },
    ],
  },
})
