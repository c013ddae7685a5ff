import { expect, test } from 'vitest'
import { OPEN_GROUP, VPC } from '../../support/aws-simulator/simulated-ec2.ts'
import { projectWith, usesGraph } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()
const aws = { allowedAccounts: ['111122223333'], simulatePolicy: true }
const publicly = (neptune: object = {}) =>
  JSON.stringify({
    neptune: true,
    region: 'eu-west-1',
    aws: { ...aws, neptune: { publiclyAccessible: true, securityGroupIds: [OPEN_GROUP], ...neptune } },
  })

test('a public cluster is made, used and removed where this machine is let in', async () => {
  const account = await simulatedAccount({ engines: engines() })
  account.iam.denied.add('rds:CreateDBCluster')
  const files = projectWith(publicly(), usesGraph)
  const run = await runVitest({ vitest: 5, files, env: account.env, machine: account.machine })
  expect(run.output).toContain('1 passed')
  // A denial of IAM's simulation does not stop the run.
  expect(run.output).toMatch(/simulation denies arn:aws:sts::111122223333:assumed-role\/developer\//)
  expect(run.exitCode).toBe(0)
  expect(account.clusters.clusters).toEqual([])
  expect(account.running()).toEqual([])
})

test('a run does not create a public cluster that this machine would not reach, and tells everything that is in the way', async () => {
  const account = await simulatedAccount({ engines: engines() })
  account.network.group(OPEN_GROUP).rules = [{ blocks: ['198.51.100.0/24'] }]
  account.network.dns.enableDnsHostnames = false
  const run = await runVitest({
    vitest: 5,
    files: projectWith(publicly(), usesGraph),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toMatch(/ReachabilityError: .* 2 reasons\..*\n/)
  expect(run.output).toMatch(
    new RegExp(
      `${OPEN_GROUP} does not let 203.0.113.7/32 in at port 8182.*198.51.100.0/24.*aws ec2 authorize-security-group-ingress `,
    ),
  )
  expect(run.output).toContain(
    `aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id ${VPC} --enable-dns-hostnames\n`,
  )
  expect(run.output).toMatch(/cleanup proved in \S+ s, nothing had been created\n/)
  expect(run.exitCode).toBe(1)
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Create'))).toEqual([])
})

test('denied reads of the network and of IAM give warnings and do not stop the run', async () => {
  const account = await simulatedAccount({ engines: engines() })
  for (const operation of ['DescribeSecurityGroups', 'GetRole']) {
    account.aws.fault(operation, { kind: 'error', error: 'denied', times: Infinity })
  }
  const files = projectWith(publicly({ clientAddress: '203.0.113.0/24' }), usesGraph)
  const run = await runVitest({ vitest: 5, files, env: account.env, machine: account.machine })
  expect(run.output).toContain('- ec2:DescribeSecurityGroups: User: ')
  expect(run.output).toContain("IAM could not simulate the policies of this identity ('aws.simulatePolicy')")
  expect(run.exitCode).toBe(0)
})

/** The machine has none of a package of the AWS SDK. */
const without = (name: string) => `mkdir "$TMPDIR/none"\nmount --bind "$TMPDIR/none" ../node_modules/@aws-sdk/${name}`

test("without the SDK's client of EC2 a run says how to have it, and goes on", async () => {
  const account = await simulatedAccount({ engines: engines() })
  const machine = `${account.machine}\n${without('client-ec2')}`
  const files = projectWith(publicly(), usesGraph)
  const run = await runVitest({ vitest: 5, files, env: account.env, machine })
  expect(run.output).toContain('npm install --save-dev @aws-sdk/client-ec2\n')
  expect(run.exitCode).toBe(0)
  expect(account.aws.lines('DescribeDBSubnetGroups')).toEqual([])
})

test("without the SDK's client of IAM nothing is created where IAM was to be asked", async () => {
  const account = await simulatedAccount({ engines: engines() })
  const machine = `${account.machine}\n${without('client-iam')}`
  const files = projectWith(publicly(), usesGraph)
  const run = await runVitest({ vitest: 5, files, env: account.env, machine })
  expect(run.output).toContain('Install them: npm install --save-dev @aws-sdk/client-iam\n')
  expect(run.exitCode).toBe(1)
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Create'))).toEqual([])
})
