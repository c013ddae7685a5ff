import { expect, test } from 'vitest'
import { airportsExample } from '../../support/airports-example.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()

test('the airports example passes on AWS, from nothing to nothing, and the report says what was done', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runVitest({ vitest: 5, files: airportsExample(), env: account.env, machine: account.machine })
  expect(run.output).toContain('12 passed')
  expect(run).toMatchObject({ exitCode: 0, signal: null })

  // It is on the internet, and this machine is let in.
  expect(account.aws.lines('DescribeSecurityGroups')).toEqual(['DescribeSecurityGroups: ok'])
  expect(run.output).not.toContain('could not fully check')

  const report = run.output.slice(run.output.indexOf('this run, step by step:'))
  const name = /OpenSearch domain (vaf-project-[a-z0-9]+-[a-z0-9]{5}-1)/.exec(report)?.[1]
  for (const what of [`OpenSearch domain ${name}`, `Neptune cluster ${name}`]) {
    expect(report).toMatch(new RegExp(`- ${what} created in \\d+\\.\\d s`))
    expect(report).toMatch(new RegExp(`- ${what} deleted in \\d+\\.\\d s`))
    expect(report.slice(report.indexOf('✓ cleanup proved in'))).toContain(`- ${what}\n`)
  }
  expect(report).toMatch(/- dataset airports: 3,376 documents in \d+\.\d s/)
  expect(report).toMatch(/- dataset airports: 3,376 vertices and 5,366 edges in \d+\.\d s/)
  expect(report).toMatch(/Nothing in account 111122223333, eu-west-1 is tagged run=vaf-[a-z0-9]{5}\.\n/)

  expect(account.running()).toEqual([])
  expect(account.aws.writes.map(({ operation }) => operation).sort()).toEqual([
    'CreateDBCluster',
    'CreateDBInstance',
    'CreateDomain',
    'DeleteDBCluster',
    'DeleteDBInstance',
    'DeleteDomain',
  ])
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})
