import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Bounds `ps`, in milliseconds. */
const PS_TIMEOUT_MS = 2_000

/** Whether a process of this id runs, whoever it belongs to. Ids are given again: see `startOf`. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Something that tells a process from a later one of the same id: when it started, in the words of the system.
 * `undefined` where no such process runs, or where the system does not say (Windows).
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The name, in brackets, may have spaces and brackets of its own. Field 22, the 20th after it, is the start.
      return readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19]
    }
    if (process.platform === 'win32') return undefined
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], {
      encoding: 'utf8',
      timeout: PS_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return started.trim() || undefined
  } catch {
    // Gone in the meantime, or nobody who can say.
    return undefined
  }
}
