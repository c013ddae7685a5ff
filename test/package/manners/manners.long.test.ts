import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { runCli } from '../../cli/run-cli.ts'
import { besideBadManners } from './beside-bad-manners.ts'

const SEEDS = Array.from({ length: 20 }, (_, at) => at + 1)
const TIMEOUT_MS = 15 * 60_000

let temporary: string
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'm-'))
})
afterAll(async () => {
  await runCli(['down'], { TMPDIR: temporary })
  await rm(temporary, { recursive: true, force: true })
})

test.for(SEEDS)('a suite is green beside 500 tests of bad manners: seed %i', { timeout: TIMEOUT_MS + 60_000 }, (seed) =>
  besideBadManners({ seed, files: 8, tests: 500, good: 200, temporary, timeoutMs: TIMEOUT_MS }),
)
