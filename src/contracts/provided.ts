import type { ProvidedRun } from './provided-run.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What vitest-aws-fixtures gives to its workers. Not for use in tests; use the fixtures. */
    awsFixtures: ProvidedRun
  }
}
