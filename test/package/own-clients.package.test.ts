import { expect, test } from 'vitest'
import { ownClientsFile, ownClientsProject } from '../support/own-clients.ts'
import { runVitest } from '../support/run-vitest.ts'

/** Both files are in the middle of it at the same time. */
const testFile = (own: string, other: string) => `
  import { existsSync, writeFileSync } from 'node:fs'
  ${ownClientsFile(
    own,
    `
    writeFileSync('${own}.here', '')
    for (let look = 0; look < 400 && !existsSync('${other}.here'); look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(existsSync('${other}.here')).toBe(true)
    expect(process.env.AWS_PROFILE).toBeUndefined()`,
  )}`

test.for([
  [4, 'forks'],
  [4, 'threads'],
  [5, 'forks'],
  [5, 'threads'],
] as const)("a user's own clients are isolated from worker to worker, with Vitest %i in %s", async ([vitest, pool]) => {
  const run = await runVitest({
    vitest,
    files: ownClientsProject({}, { 'one.test.js': testFile('one', 'two'), 'two.test.js': testFile('two', 'one') }),
    args: ['--pool', pool, '--maxWorkers', '2'],
    env: { AWS_PROFILE: 'of-somebody-else', AWS_ACCESS_KEY_ID: 'AKIAOTHER', AWS_SECRET_ACCESS_KEY: 'x' },
  })
  expect(run.output).toContain('4 passed')
  expect(run.output).toMatch(/✓ cleanup proved .* nothing left of:/)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
