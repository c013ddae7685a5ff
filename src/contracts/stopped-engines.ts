import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EnginesStoppedError } from '../errors/errors.ts'
import type { ProcessIdentity } from '../process/process-identity.ts'
import { livenessOf } from '../process/process-identity.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'
import type { ReadyRun } from './provided-run.ts'

/** A file in the run's folder. It exists once the run's engines were stopped during the run. */
const fileOf = (directory: string): string => join(directory, 'stopped.json')

/** Notes in a run's folder that its engines stop now, so that its workers know. If the note cannot be written, workers notice it later. */
export function noteStopped(directory: string, at: number): void {
  try {
    writeFileSync(fileOf(directory), JSON.stringify({ at }), { mode: 0o600, flag: 'wx' })
  } catch {
    // Another process has noted it already, or the folder is gone, which means the same.
  }
}

/**
 * The error for a run whose engines cannot be used any more, because their process has ended or is about to end. The first
 * process that notices it notes the time. `undefined`: the engines' process runs, or there is none.
 */
export function stoppedEngines({
  daemon,
  directory,
}: Pick<ReadyRun, 'daemon' | 'directory'>): EnginesStoppedError | undefined {
  if (daemon === undefined || directory === undefined) return undefined
  const noted = readStopped(directory)
  if (noted !== undefined) return enginesStopped(daemon, noted)
  if (existsSync(directory) && livenessOf(daemon) !== 'gone') return undefined
  noteStopped(directory, systemClock.now())
  // Without the folder the time is not known.
  return enginesStopped(daemon, readStopped(directory))
}

/** The error for stopped engines of a process. `at` is when they stopped, in milliseconds since the Unix epoch, where that is known. */
export function enginesStopped({ pid }: Pick<ProcessIdentity, 'pid'>, at: number | undefined): EnginesStoppedError {
  return new EnginesStoppedError(messages.enginesStopped(pid, at), { resource: 'daemon' })
}

function readStopped(directory: string): number | undefined {
  try {
    const { at } = JSON.parse(readFileSync(fileOf(directory), 'utf8')) as { at?: unknown }
    return typeof at === 'number' ? at : undefined
  } catch {
    // The engines run, or another process is writing the note.
    return undefined
  }
}
