import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { AwsFixturesOptions } from '../../src/config/options.ts'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { obtainJars } from '../../src/prepare/obtain-engine-files.ts'

const run = promisify(execFile)

/** A folder of the test's own, whose name starts so; removed when the test is over. */
export async function ownFolder(prefix = 'vaf-own-'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Fills a folder with what engines are started from, so that a test may do to it what it must not do to the cache that
 * all tests share. Its files are those of that cache, by hard links: only folders may be changed.
 */
export async function fillCache(folder: string, options: AwsFixturesOptions = { neptune: true }): Promise<void> {
  const resolved = resolveLocalOptions(options, process.cwd(), process.env)
  await obtainJars({ options: resolved, report: () => {}, signal: AbortSignal.timeout(240_000) })
  const parts = ['maven', 'java'].map((part) => join(resolved.cacheDirectory, part)).filter((part) => existsSync(part))
  // Links cannot lead to another file system.
  await run('cp', ['-al', ...parts, folder]).catch(() => run('cp', ['-a', ...parts, folder]))
}

/** The same in a new folder, which it returns. */
export async function filledCache(options?: AwsFixturesOptions): Promise<string> {
  const folder = await ownFolder()
  await fillCache(folder, options)
  return folder
}
