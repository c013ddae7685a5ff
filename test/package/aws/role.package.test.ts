import { expect, test } from 'vitest'
import { openTunnel } from '../../support/network/tunnel.ts'
import { ownClientsFile, ownClientsProject } from '../../support/own-clients.ts'
import { projectWith } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()
const ROLE = 'arn:aws:iam::111122223333:role/tests'

/** Goes on until the credentials that any SDK finds here are others than at first. */
const untilRenewed = `
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  const key = async () => (await defaultProvider()()).accessKeyId
  const first = await key()
  expect(first).toMatch(/^ASIAROLE/)
  for (let look = 0; look < 400 && (await key()) === first; look += 1) {
    await client.search({ index })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await key()).not.toBe(first)
  expect(process.env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY')
  expect(process.env).not.toHaveProperty('AWS_PROFILE')`

test.for([
  [5, 'threads'],
  [5, 'forks'],
] as const)(
  "a user's own clients outlive the credentials of the run's role, with Vitest %i in %s",
  async ([vitest, pool]) => {
    const account = await simulatedAccount({ engines: engines() })
    account.aws.roles.add({ arn: ROLE, lastsMs: 7_000 })
    const aws = { allowedAccounts: ['111122223333'], insideVpc: true, assumeRole: ROLE }
    const run = await runVitest({
      vitest,
      files: ownClientsProject({ region: 'eu-west-1', aws }, { 'one.test.js': ownClientsFile('one', untilRenewed) }),
      args: ['--pool', pool],
      env: account.env,
      machine: account.machine,
    })
    expect(run.output).toContain('2 passed')
    expect(run.output).toMatch(/✓ cleanup proved/)
    expect(run.exitCode).toBe(0)
    expect(account.running()).toEqual([])
    const others = account.aws.calls.filter(({ operation }) => operation !== 'AssumeRole')
    expect(others.every(({ accessKeyId }) => accessKeyId.startsWith('ASIAROLE'))).toBe(true)
    expect(account.aws.roles.issued.length).toBeGreaterThan(1)
    expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
  },
)

test('a bridge signs with the role, and with others of its credentials once those have ended', async () => {
  const account = await simulatedAccount({ engines: engines() })
  account.aws.roles.add({ arn: ROLE, externalId: 'orders', lastsMs: 7_000 })
  const { opensearch } = await account.addTheirs()
  const tunnel = await openTunnel(Number(new URL(opensearch.url).port))
  const body = `test('takes longer than a token lasts', async ({ opensearch }) => {
    const until = Date.now() + 9_000
    for (let look = 0; look < 400 && Date.now() < until; look += 1) {
      await opensearch.info()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(process.env.AWS_ACCESS_KEY_ID).toMatch(/^ASIA(?!ROLE|SIMULATED)/)
  }, 30_000)`
  const aws = {
    assumeRole: { roleArn: ROLE, externalId: 'orders', durationSeconds: 900 },
    opensearch: { endpoint: opensearch.url, tunnel: `127.0.0.1:${tunnel.port}` },
  }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify({ opensearch: true, region: 'eu-west-1', aws }), body),
    env: account.env,
  })
  expect(run.output).toContain('1 passed')
  expect(run.exitCode).toBe(0)
  expect(account.aws.lines()).toEqual(account.aws.roles.issued.map(() => 'AssumeRole: ok'))
  expect(account.aws.roles.issued.length).toBeGreaterThan(1)
})

test('a role that may not be assumed ends the run, and says what has to be allowed', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const aws = { allowedAccounts: ['111122223333'], insideVpc: true, assumeRole: ROLE }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify({ neptune: true, region: 'eu-west-1', aws })),
    env: account.env,
  })
  expect(run.output).toContain(
    `The role ${ROLE} could not be assumed.\nLast seen: User: arn:aws:sts::111122223333:assumed-role/developer/`,
  )
  expect(run.output).toContain(
    "Allow the caller sts:AssumeRole on this role, and name the caller in the trust policy of the role; or correct 'aws.assumeRole'.",
  )
  expect(run.exitCode).toBe(1)
  expect(account.aws.writes).toEqual([])
})
