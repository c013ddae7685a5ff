import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { badManners } from './bad-manners.ts'
import { drawBadSuite } from './bad-suite.ts'
import { besideBadManners } from './beside-bad-manners.ts'

const size = { files: 4, tests: 80 }
/** One that draws each manner. */
const SEED = 1

test('the seed draws each of the bad manners', () => {
  const drawnNames = drawBadSuite(SEED, size).tests.map(({ title }) => title.replace(/^\d+ /, ''))
  expect(badManners.filter(({ name }) => !drawnNames.includes(name))).toEqual([])
})

test('bad manners harm no other test, of this run or of another, and are told with the name of the test', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'm-'))
  onTestFinished(() => rm(temporary, { recursive: true, force: true }))
  await besideBadManners({ seed: SEED, ...size, good: 40, temporary, timeoutMs: 240_000 })
}, 300_000)
