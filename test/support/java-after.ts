import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findJava } from '../../src/java/choose-java.ts'
import { ownFolder } from './filled-cache.ts'

/**
 * The Java of this machine, which starts an engine after a shell command: a limit that Vitest itself could not live with.
 * It is a Java home of its own, for what starts a Java asks it first for its home, without the command, and starts that
 * one's.
 */
export async function javaAfter(command: string): Promise<string> {
  const { PATH: path = '', JAVA_HOME: home } = process.env
  const search = { path, home, platform: process.platform, signal: AbortSignal.timeout(60_000) }
  const { executable } = await findJava(search)
  const real = dirname(dirname(executable))
  const own = await ownFolder()
  await chmod(own, 0o755)
  for (const name of await readdir(real)) if (name !== 'bin') await symlink(join(real, name), join(own, name))
  await mkdir(join(own, 'bin'))
  const script = `#!/bin/sh\ncase "$*" in *-version) ;; *) ${command} ;; esac\nexec "${executable}" "-Djava.home=${own}" "$@"\n`
  await writeFile(join(own, 'bin', 'java'), script)
  await chmod(join(own, 'bin', 'java'), 0o755)
  return own
}
