import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Bounds a command, in milliseconds. */
const TIMEOUT_MS = 600_000

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Default: ten minutes. */
  readonly timeoutMs?: number
}

/** Runs a command and returns what it prints; fails with all it has printed. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, timeoutMs = TIMEOUT_MS }: CommandOptions = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, {
      env: { ...process.env, ...env },
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      ...(cwd && { cwd }),
    })
    return stdout
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new Error(`${[command, ...args].join(' ')} failed:\n${`${stdout}\n${stderr}`.trim().slice(-4_000)}`, {
      cause,
    })
  }
}
