import { link, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultCacheDirectory } from '../../src/cache/cache-directory.ts'
import { filesOf } from '../../src/engines/releases/artifacts.ts'
import { lockOf } from '../../src/engines/releases/engine-lock.ts'
import { gremlinServer37 } from '../../src/engines/releases/engine-releases.ts'
import { runCli } from './run-cli.ts'

test('install --archives makes the class archives of each engine once', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  onTestFinished(() => rm(cache, { recursive: true, force: true }))
  // Uses the engines that other tests have downloaded, where there are any.
  const usual = process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory()
  for (const { path } of filesOf(lockOf(gremlinServer37), '')) {
    await mkdir(dirname(join(cache, path)), { recursive: true })
    await link(join(usual, path), join(cache, path)).catch(() => {})
  }
  const install = () => runCli(['install', '--engines', 'neptune', '--archives'], { AWS_FIXTURES_CACHE: cache })
  expect((await install()).stdout).toMatch(/^class archive gremlin-3\.7\.5-[0-9a-f]{16} made$/m)
  const archives = await readdir(join(cache, 'archives'))
  expect(archives).toEqual([expect.stringMatching(/^gremlin-3\.7\.5-[0-9a-f]{16}-\d+\.jsa$/)])
  const again = await install()
  expect(again.exitCode).toBe(0)
  expect(again.stdout).not.toContain('class archive')
  expect(await readdir(join(cache, 'archives'))).toEqual(archives)
})
