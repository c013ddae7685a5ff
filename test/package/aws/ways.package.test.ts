import { expect, test } from 'vitest'
import { unpackOwnership } from '../../../src/resource/ownership-tag.ts'
import { projectWith, usesGraph, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import type { SimulatedAccount } from '../../support/simulated-account.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()
const both = `${usesIndex}\n${usesGraph}`

const runIn = (account: SimulatedAccount, options: object, body = both) =>
  runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify({ opensearch: true, neptune: true, ...options }), body),
    env: account.env,
    machine: account.machine,
  })

const aws = { allowedAccounts: ['111122223333'], name: 'ways', insideVpc: true }

/** What was asked of AWS, but for the tags by which runs mark a cluster that they share. */
const withoutMarks = (account: SimulatedAccount): string[] =>
  account.aws.writes.map(({ operation }) => operation).filter((operation) => !/Tags(To|From)Resource$/.test(operation))

test('reused twice: one creation in all, kept at the end, with nothing of either run in it', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const first = await runIn(account, { reuse: true, region: 'eu-west-1', aws })
  expect(first.output).toMatch(/OpenSearch domain vaf-ways-[0-9a-f]{6}-1 kept, for the next run/)
  expect(first.output).toMatch(/Neptune cluster vaf-ways-[0-9a-f]{6}-1 kept, for the next run/)
  expect(first.exitCode).toBe(0)
  const second = await runIn(account, { reuse: true, region: 'eu-west-1', aws })
  expect(second.output).toMatch(/OpenSearch domain vaf-ways-[0-9a-f]{6}-1 reused/)
  expect(second.output).toMatch(/Neptune cluster vaf-ways-[0-9a-f]{6}-1 reused/)
  expect(second.output).toMatch(/cleanup proved/)
  expect(second.exitCode).toBe(0)
  expect(withoutMarks(account).sort()).toEqual(['CreateDBCluster', 'CreateDBInstance', 'CreateDomain'])
  expect(account.running()).toHaveLength(3)
  expect(await account.contents()).toEqual({ indices: [], vertices: 0 })
})

test('a cluster that is kept can rest between the runs, and is woken for the next', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const options = {
    opensearch: undefined,
    reuse: true,
    region: 'eu-west-1',
    aws: { ...aws, neptune: { afterRun: 'stop' } },
  }
  const first = await runIn(account, options, usesGraph)
  expect(first.output).toMatch(/Neptune cluster vaf-ways-[0-9a-f]{6}-1 kept, stopped for the next run/)
  expect(first.exitCode).toBe(0)
  const second = await runIn(account, options, usesGraph)
  expect(second.output).toMatch(/Neptune cluster vaf-ways-[0-9a-f]{6}-1 reused/)
  expect(second.exitCode).toBe(0)
  expect(withoutMarks(account)).toEqual([
    'CreateDBCluster',
    'CreateDBInstance',
    'StopDBCluster',
    'StartDBCluster',
    'StopDBCluster',
  ])
})

test('given by address: the control plane is not called at all', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const { opensearch, neptune } = await account.addTheirs()
  const run = await runIn(account, {
    region: 'eu-west-1',
    aws: { opensearch: { endpoint: opensearch.url }, neptune: { endpoint: neptune.url } },
  })
  expect(run.output).toContain('2 passed')
  expect(run.exitCode).toBe(0)
  expect(account.aws.lines()).toEqual([])
  expect(await account.contents()).toEqual({ indices: [], vertices: 0 })
})

test('given by name: looked at, and never created, deleted or tagged', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const { opensearch, neptune } = await account.addTheirs()
  const run = await runIn(account, {
    region: 'eu-west-1',
    aws: {
      opensearch: { domainName: opensearch.name },
      neptune: { clusterIdentifier: neptune.name },
    },
  })
  expect(run.output).toContain(`OpenSearch domain ${opensearch.name} used as configured`)
  expect(run.exitCode).toBe(0)
  expect(account.aws.writes).toEqual([])
  expect(account.running()).toContain(`domain ${opensearch.name}`)
})

test('a name that is not there is told, with the region and the account', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runIn(
    account,
    { neptune: undefined, region: 'eu-west-1', aws: { ...aws, opensearch: { domainName: 'orders' } } },
    usesIndex,
  )
  expect(run.output).toMatch(/OpenSearch domain orders does not exist in eu-west-1\b/)
  expect(run.exitCode).toBe(1)
  expect(account.aws.writes).toEqual([])
})

test('a kept domain that is not as the options ask for is refused with the differences, and left as it is', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const options = { neptune: undefined, reuse: true, region: 'eu-west-1', aws }
  expect((await runIn(account, options, usesIndex)).exitCode).toBe(0)
  const [name = ''] = account.domains.running
  const domain = account.domains.domain(name)!
  domain.input = { ...domain.input, EBSOptions: { EBSEnabled: true, VolumeSize: 40, VolumeType: 'gp3' } }
  const run = await runIn(account, options, usesIndex)
  expect(run.output).toContain(`OpenSearch domain ${name} is not as the options ask for, and is never changed:\n- `)
  expect(run.output).toContain('40')
  expect(run.exitCode).toBe(1)
  expect(account.domains.running).toEqual([name])
  expect(account.aws.lines('UpdateDomainConfig')).toEqual([])
})

test('a new policy lets the first requests in only later, and once not again: the tests meet none of it', async () => {
  // Denied three times, accepted once, denied again, and then good.
  const verdicts = [false, false, false, true, false]
  const account = await simulatedAccount({
    engines: engines(),
    allows: (service) => service === 'neptune' || (verdicts.shift() ?? true),
  })
  const run = await runIn(account, { region: 'eu-west-1', aws })
  expect(run.output).toMatch(/access to search-vaf-ways-\S+ is denied \(policy\)/)
  expect(run.output).toContain('2 passed')
  expect(run.exitCode).toBe(0)
  expect(verdicts).toEqual([])
  expect(account.running()).toEqual([])
})

test('what is made is tagged with its run, and with the tags of the user', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runIn(account, { reuse: true, region: 'eu-west-1', aws: { ...aws, tags: { team: 'orders' } } })
  expect(run.exitCode).toBe(0)
  const [name = ''] = account.domains.running
  const tagsOf = [
    account.domains.domain(name)?.tags,
    account.clusters.clusters[0]?.tags,
    account.clusters.instances[0]?.tags,
  ]
  for (const tags of tagsOf) {
    expect(tags?.get('team')).toBe('orders')
    expect(unpackOwnership(tags?.get('vitest-aws-fixtures'))).toMatchObject({
      run: expect.stringMatching(/^vaf-[a-z0-9]{5}$/),
    })
  }
})

test('nothing is created in an account that the options do not name, and the line to paste is told', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const run = await runIn(account, { region: 'eu-west-1', aws: { insideVpc: true } })
  expect(run.output).toContain(
    "Nothing is created in account 111122223333, to which the credentials belong: 'aws.allowedAccounts' does not name it.\nTo allow it, write in awsFixtures(): aws: { allowedAccounts: ['111122223333'] }",
  )
  expect(run.exitCode).toBe(1)
  expect(account.aws.writes).toEqual([])
})
