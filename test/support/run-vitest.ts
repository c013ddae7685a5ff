import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { followProcess, type Reaction, type RunningProcess } from './follow-process.ts'
import type { VitestMajor } from './installed-package.ts'
import { type LeftBehind, type Look, lookForTraces, markedProcesses, type Traces } from './left-behind.ts'

export interface VitestRun {
  readonly vitest: VitestMajor
  /** The user's project: contents by path. */
  readonly files: Readonly<Record<string, string>>
  /** Lays what is no file into the project's folder, such as links, before it starts. */
  readonly prepare?: (directory: string) => Promise<void>
  /** Default `run`. */
  readonly command?: 'run' | 'watch' | 'list'
  /** Further arguments. */
  readonly args?: readonly string[]
  /** Further variables; `undefined` takes one away. CI is set unless it is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What is done while it runs, in this order, each as soon as its text is in the output after the one before. */
  readonly reactions?: readonly VitestReaction[]
  /** What the name of the project's folder starts with; default `project-`. */
  readonly folder?: string
  /**
   * What makes the machine a bad one: shell commands in mounts of its own, which end when the run does. The run's
   * environment is theirs, the project is their working directory, and the run itself is "$@", which comes last.
   */
  readonly machine?: string
  /** The folder for temporary files, where it is another run's or has a name of its own; default: one of its own. */
  readonly temporary?: string
  /** How long it may take in all, in milliseconds; default 120,000. Then it is ended by force, and this fails. */
  readonly timeoutMs?: number
}

export interface VitestReaction {
  readonly on: Reaction['on']
  readonly act: (running: RunningVitest) => void | Promise<void>
}

export interface RunningVitest extends RunningProcess {
  /** Writes files of the user's project, as an editor would: contents by path. */
  write(files: VitestRun['files']): Promise<void>
}

export interface FinishedVitest {
  /** `null` where a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Both, in the order in which they came. */
  readonly output: string
  /** The user's project; removed when the test is over. */
  readonly directory: string
  /** Its folder for temporary files; removed when the test is over. */
  readonly temporary: string
  /** What is left of the run on this machine once it has had time to tidy up. */
  leftBehind(look?: Look): Promise<LeftBehind>
}

/**
 * Runs a user's project with the installed package and that major of Vitest, in a process of its own, and returns how
 * it ended. Whatever it leaves is removed when the test is over.
 * Fails where it does not end in time, or ends before everything it was to be reacted to has been printed.
 */
export async function runVitest(run: VitestRun): Promise<FinishedVitest> {
  const workspace = inject('installedPackage').workspaces[run.vitest]
  const directory = await mkdtemp(join(workspace, run.folder ?? 'project-'))
  const temporary = run.temporary ?? (await mkdtemp(join(dirname(workspace), 't-')))
  const traces = { marker: `AWS_FIXTURES_TEST_RUN=${randomUUID()}`, temporary }
  onTestFinished(async () => {
    endAll(traces)
    await Promise.all([directory, temporary].map((path) => rm(path, { recursive: true, force: true })))
  })
  await writeFiles(directory, run.files)
  await run.prepare?.(directory)

  const cli = join(workspace, 'node_modules', 'vitest', 'vitest.mjs')
  const command = [process.execPath, cli, run.command ?? 'run', ...(run.args ?? [])]
  const [program, ...args] = run.machine === undefined ? command : onMachine(run.machine, command)
  const child = spawn(program!, args, {
    cwd: directory,
    env: environmentOf(run, traces),
    // A process group of its own: a Ctrl-C can be sent to it, and one meant for us does not reach it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = await followProcess(child, {
    reactions: (run.reactions ?? []).map(({ on, act }) => ({
      on,
      act: (running) => act({ ...running, write: (files) => writeFiles(directory, files) }),
    })),
    timeoutMs: run.timeoutMs ?? 120_000,
    processes: () => markedProcesses(traces),
    endAll: () => endAll(traces),
  })
  return { ...ended, directory, temporary, leftBehind: (look) => lookForTraces(traces, look) }
}

async function writeFiles(directory: string, files: VitestRun['files']): Promise<void> {
  for (const [name, contents] of Object.entries(files)) {
    const path = join(directory, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents)
  }
}

/** Mounting is root's; anybody else is root in a namespace of their own. */
function onMachine(commands: string, command: readonly string[]): string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const script = `set -e\n${commands}\nexec "$@"`
  return ['unshare', ...asRoot, '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', ...command]
}

/** What a fresh shell has, and nothing of the Vitest, the npm and the job this runs under. */
function environmentOf(run: VitestRun, traces: Traces): NodeJS.ProcessEnv {
  const notAShells = /^(npm_|VITEST|GITHUB_|AWS_(?!FIXTURES_)|NODE_|TEST$|DEV$|PROD$|MODE$|INIT_CWD$|FORCE_COLOR$)/
  const shell = Object.entries(process.env).filter(([name]) => !notAShells.test(name))
  const [name, value] = traces.marker.split('=') as [string, string]
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(shell),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    CI: 'true',
    NO_COLOR: '1',
    TMPDIR: traces.temporary,
    [name]: value,
    ...run.env,
  }
  return Object.fromEntries(Object.entries(env).filter(([, given]) => given !== undefined))
}

function endAll(traces: Traces): void {
  for (const pid of markedProcesses(traces)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
