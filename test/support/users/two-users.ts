import { execFile } from 'node:child_process'
import { chmod, chown, copyFile, cp, link, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Whose runs are attacked. Neither user is known to the system by name. */
export const VICTIM = 10_001

/** Another user of the machine. */
export const ATTACKER = 10_002

/** Two users of one machine, each a child process of its own. */
export interface TwoUsers {
  /** A folder in which both may make files, as in /tmp. */
  readonly shared: string
  /**
   * Runs a module as one of the users, with `shared` as TMPDIR and a HOME of the user's own, and returns what it prints.
   * Fails where it fails, with what it says. `command` starts it, where something else is to start it.
   */
  run(uid: number, script: string, options?: { readonly command?: readonly string[] }): Promise<string>
  /** The address of a file of ours that both may read, for an import in such a module. */
  source(path: string): string
  end(): Promise<void>
}

/** Only root can play two users, as CI does. Fails elsewhere, and says so. */
export async function twoUsers(): Promise<TwoUsers> {
  if (process.getuid?.() !== 0)
    throw new Error('These tests play two users of one machine: run them as root, as CI does.')
  const top = await mkdtemp(join(tmpdir(), 'vaf-users-'))
  await chmod(top, 0o755)
  const shared = join(top, 'tmp')
  await mkdir(shared)
  await chmod(shared, 0o1777)
  // Copies, since the repository and Node may be where only root can read them.
  const src = new URL('../../../src', import.meta.url).pathname
  await cp(src, join(top, 'src'), { recursive: true })
  await cp(join(src, '..', 'package.json'), join(top, 'package.json'))
  const node = join(top, 'node')
  await link(process.execPath, node).catch(() => copyFile(process.execPath, node))
  for (const uid of [VICTIM, ATTACKER]) {
    const home = join(top, `home-${uid}`)
    await mkdir(home)
    await chown(home, uid, uid)
    await chmod(home, 0o700)
  }
  return {
    shared,
    async run(uid, script, { command = [] } = {}) {
      const [file = node, ...args] = [...command, node, '--input-type=module', '-e', script]
      const { stdout } = await promisify(execFile)(file, args, {
        ...(command.length === 0 && { uid, gid: uid }),
        cwd: top,
        env: { PATH: process.env.PATH ?? '', HOME: join(top, `home-${uid}`), TMPDIR: shared },
        timeout: 20_000,
      })
      return stdout
    },
    source: (path) => new URL(path, `file://${top}/src/`).href,
    end: () => rm(top, { recursive: true, force: true }),
  }
}
