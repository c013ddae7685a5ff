import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { engineClasses } from '../../src/standin/engine-classes.ts'
import { trainInBackground } from '../../src/standin/train-in-background.ts'

let cacheDirectory: string
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-training-'))
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

test('makes the archives in a process of its own, and says in the log what it did', async () => {
  const java = join(cacheDirectory, 'java')
  const file = `process.argv.find((each) => each.startsWith('-XX:SharedArchiveFile=')).slice(22)`
  await writeFile(java, `#!${process.execPath}\nrequire('node:fs').writeFileSync(${file}.replace('=', ''), 'archive')`)
  await chmod(java, 0o755)
  const key = { title: 'engine-1', java, options: [], classPath: [] }
  await (await engineClasses(key, { cacheDirectory, notesClasses: true, directory: cacheDirectory })).seenReady()

  const log = join(cacheDirectory, 'log')
  await trainInBackground(cacheDirectory, log)
  await expect.poll(() => readFile(log, 'utf8'), { timeout: 20_000 }).toContain('"state":"made"')
  expect(await readdir(join(cacheDirectory, 'archives'))).toEqual([expect.stringMatching(/^engine-1-.*\.jsa$/)])
})
