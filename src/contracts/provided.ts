import type { ProvidedRun } from './provided-run.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The data that vitest-aws-fixtures gives to its workers. Tests use the fixtures instead. */
    awsFixtures: ProvidedRun
  }
}
