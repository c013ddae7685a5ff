import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { WaitTimeoutError } from '../../src/errors/errors.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'

/** What a run has left on the machine; all empty where it has tidied up. */
export interface LeftBehind {
  /** `<pid> <command line>` of each process. */
  readonly processes: readonly string[]
  /** TCP ports these processes listen on. */
  readonly ports: readonly number[]
  /** Paths in the run's own folder for temporary files, and folders in memory. */
  readonly files: readonly string[]
}

/** How a run's traces are told from all others. */
export interface Traces {
  /** `NAME=value` that is in the environment of the run and of all it started, detached or not. */
  readonly marker: string
  /** The run's TMPDIR. */
  readonly temporary: string
}

/** How to look for traces. */
export interface Look {
  /** How long to look again while there are traces, in milliseconds; default 10,000. */
  readonly graceMs?: number
  /** Leaves only those traces that count; default all of them. */
  readonly counts?: (left: LeftBehind) => LeftBehind
}

/** Without files of others: where Vitest 4 is ended early, it leaves some of its own. */
export const ourFiles = (left: LeftBehind): LeftBehind => ({
  ...left,
  files: left.files.filter((file) => file.startsWith('vaf-')),
})

/** Without processes of others either: where Vitest 4 is ended in the middle of a test, it also leaves a worker for a while. */
export const ours = (left: LeftBehind): LeftBehind => ({
  ...ourFiles(left),
  processes: left.processes.filter((line) => /java|daemon\/server\/main/.test(line)),
})

/** Processes and their ports, where files have a reason to stay. */
export const processesOnly = ({ processes, ports }: LeftBehind): LeftBehind => ({ processes, ports, files: [] })

/**
 * Looks for traces of a run until there are none: what was told to end may need a moment. Returns the last look. Linux only,
 * for it reads /proc.
 */
export async function lookForTraces(
  traces: Traces,
  { graceMs = 10_000, counts = (left) => left }: Look = {},
): Promise<LeftBehind> {
  let last = counts(look(traces))
  try {
    await waitForState({
      what: 'what the run left behind',
      observe: async () => {
        last = counts(look(traces))
        const isEmpty = Object.values(last).every(({ length }) => length === 0)
        return isEmpty ? undefined : { state: 'there' }
      },
      target: 'absent',
      pending: ['there'],
      timeoutMs: graceMs,
    })
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
  }
  return last
}

/**
 * The ids of all processes that carry the marker, this one never. An engine gets few variables of the run: it is known by
 * the run's TMPDIR, where that is given.
 */
export function markedProcesses({ marker, temporary }: Pick<Traces, 'marker'> & Partial<Traces>): number[] {
  if (!existsSync('/proc/self/environ')) throw new Error('These tests read /proc, which this system does not have.')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      const variables = readProcess(pid, 'environ').split('\0')
      return variables.includes(marker) || (temporary !== undefined && variables.includes(`TMPDIR=${temporary}`))
    })
    .filter((pid) => !isZombie(pid))
    .map(Number)
}

function look(traces: Traces): LeftBehind {
  const pids = markedProcesses(traces)
  return {
    processes: pids.map((pid) => `${pid} ${readProcess(`${pid}`, 'cmdline').replaceAll('\0', ' ').trim()}`),
    ports: pids.flatMap(listeningPorts),
    files: [...listFiles(traces.temporary), ...inMemory(traces.temporary)],
  }
}

/** Folders in memory of daemons whose own folders are, or were, in this one. */
function inMemory(temporary: string): string[] {
  const root = '/dev/shm'
  const names = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('vaf-')) : []
  return names
    .map((name) => join(root, name))
    .filter((folder) => readText(join(folder, 'daemon')).startsWith(temporary))
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort()
  } catch (error) {
    // Somebody removes what is being listed: it is not gone yet, and the next look will tell.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return [(error as NodeJS.ErrnoException).path ?? folder]
  }
}

/** A process may end, or belong to somebody else, while it is looked at. */
function readProcess(pid: string, file: string): string {
  return readText(`/proc/${pid}/${file}`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** It has ended, and only its parent has not asked for its exit code yet. */
function isZombie(pid: string): boolean {
  return /^State:\s+Z/m.test(readProcess(pid, 'status'))
}

function listeningPorts(pid: number): number[] {
  const sockets = new Set(openFiles(pid).flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []))
  const lines = ['net/tcp', 'net/tcp6'].flatMap((file) => readProcess(`${pid}`, file).split('\n'))
  return lines.flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    const isListening = state === '0A' && inode !== undefined && sockets.has(inode)
    return isListening && local ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : []
  })
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}
