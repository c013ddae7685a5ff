import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EnginesStoppedError } from '../errors/errors.ts'
import type { ProcessIdentity } from '../process/process-identity.ts'
import { livenessOf } from '../process/process-identity.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'
import type { ReadyRun } from './provided-run.ts'

/** In the run's folder, once its engines are stopped while it is in use. */
const fileOf = (directory: string): string => join(directory, 'stopped.json')

/** Notes in a run's folder that its engines are stopped now, so that its workers know. Where that cannot be, they see it later. */
export function noteStopped(directory: string, at: number): void {
  try {
    writeFileSync(fileOf(directory), JSON.stringify({ at }), { mode: 0o600, flag: 'wx' })
  } catch {
    // Somebody else has noted it, or the folder has gone, which says the same.
  }
}

/**
 * Why nothing of a run can be used any more, where the process that its engines live in has ended, or is about to:
 * whoever notices first notes when. `undefined` while it runs, and where there is no such process.
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

/** The engines that live in a process were stopped, at a time in milliseconds since the Unix epoch, where that is known. */
export function enginesStopped({ pid }: Pick<ProcessIdentity, 'pid'>, at: number | undefined): EnginesStoppedError {
  return new EnginesStoppedError(messages.enginesStopped(pid, at), { resource: 'daemon' })
}

function readStopped(directory: string): number | undefined {
  try {
    const { at } = JSON.parse(readFileSync(fileOf(directory), 'utf8')) as { at?: unknown }
    return typeof at === 'number' ? at : undefined
  } catch {
    // They run, or it is being noted just now.
    return undefined
  }
}
