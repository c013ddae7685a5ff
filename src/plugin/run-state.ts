import type { Reporter, TestProject, TestSpecification, Vitest } from 'vitest/node'
import type { ResolvedOptions } from '../config/resolve.ts'
import type { Run } from '../run/run.ts'
import type { FilesInNeed } from './affected-files/affected-files.ts'

/** What the plugin and the global set-up share for one Vitest: the options of each project, and their runs. */
export interface RunState {
  readonly options: Map<TestProject, ResolvedOptions>
  /** The projects whose global set-up has run: what a later rerun needs is started before its tests. */
  readonly setUp: Set<TestProject>
  /** The test files of each project that have needed the services so far. */
  readonly needs: Map<TestProject, FilesInNeed>
  /** The reporter that fills `queued`. */
  queueReporter?: Reporter
  /** The files that Vitest is about to run; absent where it runs nothing, as for `vitest list`. */
  queued?: readonly TestSpecification[]
  /** By `runKey`, so that projects with the same needs share a run. */
  readonly runs: Map<string, SharedRun>
}

export interface SharedRun {
  readonly run: Promise<Run>
  /** The state of its datasets' folders when they were read: see `folderState`. */
  readonly datasets: ReadonlyMap<string, string>
  /** The projects that use it and are not torn down yet. */
  readonly users: Set<TestProject>
}

const key = Symbol.for('vitest-aws-fixtures.runs')

/**
 * The shared state is on the process and not in a module variable: the plugin and the global set-up may have two instances of
 * this module, with linked packages or TypeScript sources.
 */
const realm = globalThis as typeof globalThis & { [key]?: WeakMap<Vitest, RunState> }
realm[key] ??= new WeakMap()

export function runStateOf(vitest: Vitest): RunState {
  const runs = realm[key] as WeakMap<Vitest, RunState>
  let run = runs.get(vitest)
  if (!run) {
    run = { options: new Map(), setUp: new Set(), needs: new Map(), runs: new Map() }
    runs.set(vitest, run)
  }
  return run
}
