import { expect, test } from 'vitest'
import { ourFiles } from '../support/left-behind.ts'
import { usesGraph } from '../support/project-with.ts'
import { runVitest } from '../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/g

/** A project whose own global set-up does this. */
const projectWithSetup = (setup: string) => ({
  'vitest.config.js': `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    export default defineConfig({
      plugins: [awsFixtures({ neptune: true })],
      test: { globalSetup: ['./set-up.js'] },
    })`,
  'set-up.js': setup,
  'a.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'\n${usesGraph}`,
})

test.for([4, 5] as const)(
  "a teardown of the user's that throws does not keep ours from removing everything (Vitest %i)",
  async (vitest) => {
    const files = projectWithSetup(`export const teardown = () => { throw new Error('theirs') }`)
    const run = await runVitest({ vitest, files })
    expect(run.output).toContain('theirs')
    expect(run.output.match(proved)).toHaveLength(1)
    expect(await run.leftBehind()).toEqual(nothing)
  },
)

test.for([4, 5] as const)(
  "a set-up of the user's that throws does not keep our teardown from removing everything (Vitest %i)",
  async (vitest) => {
    const files = projectWithSetup(`export const setup = () => { throw new Error('theirs') }`)
    const run = await runVitest({ vitest, files })
    expect(run.output).toContain('theirs')
    expect(run.output.match(proved)).toHaveLength(1)
    expect(run.exitCode).toBe(1)
    expect(await run.leftBehind()).toEqual(nothing)
  },
)

test.for([4, 5] as const)(
  "a teardown of the user's that ends the process fails the run, and says what is left (Vitest %i)",
  async (vitest) => {
    const files = projectWithSetup('export const teardown = () => process.exit(0)')
    const run = await runVitest({ vitest, files })
    expect(run.output).toMatch(
      /the process exits before the cleanup, because of process\.exit\(\) or an uncaught error; these may still exist:\n(?: {3}- .*\n)*? {3}- run vaf-\w+ \(neptune\)\n/,
    )
    expect(run.exitCode).toBe(1)
    expect(run.output).not.toMatch(proved)
    expect(run.output).not.toContain('containers')
    expect(await run.leftBehind({ counts: ourFiles })).toEqual(nothing)
  },
)
