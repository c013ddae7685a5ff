import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs a module in a Node of its own, with these variables besides ours, and returns what it prints. Fails where it fails. */
export async function runScript(script: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  // An `await` at its end keeps no process alive: what is left open would show as a module that never ends.
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
    timeout: 30_000,
  })
  return stdout
}

/** The address of a file of ours, for an import in such a module. */
export const sourceOf = (path: string): string => new URL(`../../src/${path}`, import.meta.url).href
