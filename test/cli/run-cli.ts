import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type EndedProcess, followProcess } from '../support/follow-process.ts'

const main = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/**
 * Runs the command line in a process of its own, with these variables besides ours, and returns how it ended. `cwd` is its
 * working directory; default the current one.
 */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onStart: (pid: number) => void = () => {},
  cwd?: string,
): Promise<EndedProcess> {
  const child = spawn(process.execPath, [main, ...args], {
    ...(cwd && { cwd }),
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onStart(child.pid!)
  return followProcess(child, {
    reactions: [],
    timeoutMs: 240_000,
    processes: () => [],
    endAll: () => void child.kill('SIGKILL'),
  })
}
