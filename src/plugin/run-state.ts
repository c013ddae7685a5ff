import type { Reporter, TestProject, TestSpecification, Vitest } from 'vitest/node'
import type { ResolvedOptions } from '../config/resolve.ts'
import type { Run } from '../run/run.ts'
import type { FilesInNeed } from './affected-files/affected-files.ts'

/** What plugin and global set-up share about one Vitest: the options of each project, and the runs started for them. */
export interface RunState {
  readonly options: Map<TestProject, ResolvedOptions>
  /** The projects whose global set-up has been: what a rerun needs besides is started before its tests. */
  readonly setUp: Set<TestProject>
  /** The test files of each project that have needed the services so far. */
  readonly needs: Map<TestProject, FilesInNeed>
  /** How `queued` is known. */
  queueReporter?: Reporter
  /** What Vitest is about to run; absent where it runs nothing, as for `vitest list`. */
  queued?: readonly TestSpecification[]
  /** By what they depend on, so that projects that ask for the same share one. */
  readonly runs: Map<string, SharedRun>
}

export interface SharedRun {
  readonly run: Promise<Run>
  /** What its datasets were read from, by folder: see `folderState`. */
  readonly datasets: ReadonlyMap<string, string>
  /** The projects that use it and have not been torn down. */
  readonly users: Set<TestProject>
}

const key = Symbol.for('vitest-aws-fixtures.runs')

/**
 * The plugin and the global set-up may be two instances of this module (linked packages, TypeScript sources), so what
 * they share hangs on the process, not on a module variable.
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
