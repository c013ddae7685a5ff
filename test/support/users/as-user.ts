import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AwsFixturesOptions } from '../../../src/config/options.ts'
import { fillCache } from '../filled-cache.ts'

/**
 * Commands for `machine` of `runVitest` that give the run's own folders, and a home, to another user, who then runs it.
 * The system need not know that user. Only root can be somebody else.
 */
export const asUser = (uid: number): string => `
  export HOME="$PWD/home"
  mkdir "$HOME"
  chown -R ${uid} "$TMPDIR" "$PWD"
  exec setpriv --reuid ${uid} --regid ${uid} --clear-groups "$@"`

/** Vite writes beside node_modules what it makes of a config, where it does not load it as it is. */
export const argsAsUser: readonly string[] = ['--configLoader', 'runner']

/** A cache of the engines that everybody may read, and only its owner write; empty where no options are given. */
export async function openCache(options?: AwsFixturesOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-open-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const inside = join(folder, 'cache')
  await mkdir(inside, { mode: 0o755 })
  await chmod(folder, 0o755)
  if (options) await fillCache(inside, options)
  return inside
}
