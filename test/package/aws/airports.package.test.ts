import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const example = fileURLToPath(new URL('../../../examples/airports/', import.meta.url))
const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
const engines = simulatedEngines()

/** The example's files, as they are but for the place of the dataset. */
function exampleFiles(): Record<string, string> {
  const names = globSync(['vitest.config.ts', 'src/**/*.ts'], { cwd: example })
  const read = (name: string) => readFileSync(join(example, name), 'utf8').replaceAll('../../fixtures/', fixtures)
  return Object.fromEntries(names.map((name) => [name, read(name)]))
}

test('the airports example passes on AWS, from nothing to nothing', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runVitest({ vitest: 5, files: exampleFiles(), env: account.env, machine: account.machine })
  console.log(run.output, run.stderr.slice(0, 3000))
  expect(run).toMatchObject({ exitCode: 0, signal: null })
  expect(account.running()).toEqual([])
})
