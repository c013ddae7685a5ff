import { expect, test } from 'vitest'
import { airportsData } from '../../support/airports-example.ts'
import { examplesOf } from '../../support/manual.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()

test('the quickstart of the manual for AWS passes as it stands, and leaves nothing in the account', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const files = { ...airportsData(), ...examplesOf('docs/aws/quickstart.md')['.'] }
  const run = await runVitest({
    vitest: 5,
    files,
    env: account.env,
    machine: account.machine,
    args: ['--testTimeout=60000'],
  })
  expect(run.output).toContain('Tests  2 passed (2)')
  expect(run.output).toMatch(/estimated cost of this run:/)
  expect(run.exitCode).toBe(0)
  expect(account.running()).toEqual([])
})
