import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** No test of ours is about how fast a machine is, so that a busy one has time. */
const patient = { testTimeout: 30_000, expect: { poll: { timeout: 20_000 } } }

/** Tests that start engines or child runs have time for a cold JVM on a busy machine. */
const slow = { ...patient, testTimeout: 300_000, hookTimeout: 300_000 }

/** Tests that compare how fast something is beside something else, or have a Docker engine to themselves, run one file at a time. */
const oneByOne = (groupOrder: number) => ({ ...slow, fileParallelism: false, sequence: { groupOrder } })

/** Engines and child runs often wait, and each test file knows its own processes, folders and ports. */
const sideBySide = (groupOrder: number, maxWorkers: number) => ({ ...slow, maxWorkers, sequence: { groupOrder } })

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
          // Loading our sources anew for each file would take as long as the tests do.
          isolate: false,
        },
      },
      // A process for each file, where a library remembers something for good: testcontainers its engine, for one.
      { test: { name: 'unit-isolated', include: ['test/**/*.isolated.test.ts'], ...patient } },
      // Many random inputs, large ones, whole runs on the simulated AWS, or many small processes: seconds each, so not in `check`.
      { test: { name: 'thorough', include: ['test/**/*.thorough.test.ts'], isolate: false, ...patient } },
      {
        test: {
          name: 'engines',
          include: ['test/**/*.engines.test.ts'],
          exclude: ['test/security/**'],
          ...sideBySide(1, 2),
        },
      },
      { test: { name: 'engines-alone', include: ['test/security/**/*.engines.test.ts'], ...oneByOne(2) } },
      {
        test: {
          name: 'package',
          include: ['test/**/*.package.test.ts'],
          // Packs the package once and installs it outside the repository, while the tests of other projects run.
          globalSetup: 'test/support/installed-package.ts',
          setupFiles: 'test/support/await-package.ts',
          ...sideBySide(3, 3),
        },
      },
      {
        test: {
          name: 'containers',
          include: ['test/**/*.containers.test.ts'],
          // A Docker engine with the images, started where none runs; and the installed package.
          globalSetup: 'test/support/docker/docker-global-setup.ts',
          setupFiles: ['test/support/await-package.ts', 'test/support/docker/await-docker.ts'],
          ...oneByOne(4),
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/**/*.long.test.ts'],
          globalSetup: 'test/support/installed-package.ts',
          setupFiles: 'test/support/await-package.ts',
          ...oneByOne(5),
        },
      },
    ],
  },
})
