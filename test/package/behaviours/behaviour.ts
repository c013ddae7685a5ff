import type { FinishedVitest } from '../../support/run-vitest.ts'

/** Where the suite runs. `aws` is the simulated account, with real engines behind it. */
export const targets = ['local', 'containers', 'aws'] as const

export type Target = (typeof targets)[number]

/** What a user can rely on, on every target that is not named in `absent`. */
export interface Behaviour {
  readonly title: string
  /** Where it cannot be, and why: a sentence, by target. */
  readonly absent?: Readonly<Partial<Record<Target, string>>>
}

/** A run that has ended, and what its target shows from outside. */
export interface EndedRun {
  readonly run: FinishedVitest
  readonly target: Target
  /** What of the run is still there where it has made something: on the machine, in Docker, in the account. */
  readonly left: readonly string[]
}

/** A behaviour that shows at the end of a run; `check` fails as an assertion does. */
export interface Ending {
  readonly title: string
  readonly check: (ended: EndedRun) => void
}

/** One run of a user's project: the folder of that name in `test/projects/behaviours`, and what is in `shared`. */
export interface BehaviourProject {
  readonly folder: string
  /** Its tests, by the names of their files without `.test.ts`: each title is a behaviour. */
  readonly tests: Readonly<Record<string, readonly Behaviour[]>>
  /** Titles of tests that are there to fail, and are no behaviours. */
  readonly fails?: readonly string[]
  readonly endings: readonly Ending[]
}

/** What became of one behaviour on one target: `passed`, `absent`, or what was seen instead. */
export interface Outcome {
  /** The project's folder, and the file: `exclusive, datasets`. */
  readonly area: string
  readonly title: string
  readonly target: Target
  readonly outcome: string
  /** Why it is absent. */
  readonly reason?: string
}

declare module 'vitest' {
  interface TaskMeta {
    /** What a test of the suite has found out, for the table. */
    behaviours?: readonly Outcome[]
  }
}
