import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import { denied } from '../../support/aws-simulator/fault.ts'
import { type AwsExposure, awsExposure, changedVariables } from '../../support/exposure/aws-exposure.ts'
import { securityTable } from '../../support/exposure/security-tables.ts'
import { projectWith, usesGraph, usesIndex } from '../../support/project-with.ts'
import { processOf } from '../../support/run-processes.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()
const ROLE = 'arn:aws:iam::111122223333:role/tests'

/** Prints what a worker is given, and fails as tests do; what is thrown is printed with all that hangs on it. */
const tellsAll = `
  import { existsSync } from 'node:fs'
  import { inject } from 'vitest'
  test('tells what it has been given', () => {
    console.log('environment', JSON.stringify(process.env))
    console.log('provided', JSON.stringify(inject('awsFixtures')))
  })
  test('fails', async ({ opensearch }) => {
    console.log('now is the middle')
    for (let looks = 0; looks < 300 && !existsSync('go'); looks += 1) await new Promise((go) => setTimeout(go, 100))
    await opensearch.get({ index: 'nowhere', id: '1' })
  }, 40_000)
  test('fails on the graph', async ({ g }) => {
    await g.inject(1).fail('on purpose').next()
  })`

/** Everything of the credentials that must not be seen, as it is and as it would be in a URL or in base64. */
const secretsOf = ({ secretAccessKey, sessionToken = '' }: AwsCredentials) =>
  [secretAccessKey, sessionToken].flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ])

/** The contents of all files under a folder. */
async function contentsUnder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return (await Promise.all(files.map((file) => readFile(file, 'latin1').catch(() => '')))).join('\n')
}

/** The rows of a table of SECURITY.md for a way to the services, which is their first cell. */
const rowsFor = (way: string, heading: string, columns: number): readonly string[] =>
  securityTable(heading, columns + 1)
    .flatMap((row) => {
      const [first, ...cells] = row.split(' | ')
      return first === way || first === 'any' ? [cells.join(' | ')] : []
    })
    .sort()

test.for<[string, object, string, boolean]>([
  ['with a role', { assumeRole: ROLE }, 'assumeRole', true],
  ['with a role behind a bridge', { assumeRole: ROLE, bridge: true }, 'bridge', true],
  ['behind a bridge', { bridge: true }, 'bridge', true],
  [
    "with the user's own credentials, which are in the environment as the user has put them there",
    {},
    'neither',
    false,
  ],
])('nothing secret is seen %s; the rest is in SECURITY.md', async ([, options, way, isEnvironmentOurs]) => {
  const account = await simulatedAccount({ engines: engines() })
  account.aws.roles.add({ arn: ROLE })
  const temporary = await mkdtemp(join(tmpdir(), 's-'))
  onTestFinished(() => rm(temporary, { recursive: true, force: true }))
  let during = ''
  let shown: AwsExposure = { ports: [], paths: [], tags: [], shell: {} }
  const aws = { allowedAccounts: ['111122223333'], insideVpc: true, ...options }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      JSON.stringify({ opensearch: true, neptune: true, region: 'eu-west-1', aws }),
      `${usesIndex}\n${usesGraph}\n${tellsAll}`,
    ),
    env: {
      ...account.env,
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(temporary, 'summary.md'),
    },
    machine: account.machine,
    temporary,
    reactions: [
      {
        on: 'now is the middle',
        async act({ processes, write }) {
          shown = await awsExposure(
            account,
            processes(/./).flatMap((pid) => processOf(pid) ?? []),
          )
          during = `${await contentsUnder(temporary)}${await contentsUnder(account.ledgers)}`
          await write({ go: '' })
        },
      },
    ],
  })
  expect(run.output).toContain('3 passed')
  expect(run.output).toContain('2 failed')
  const after = `${await contentsUnder(temporary)}${await contentsUnder(account.ledgers)}`
  const printed = run.output
    .split('\n')
    .filter((line) => isEnvironmentOurs || !line.startsWith('environment'))
    .join('\n')
  expect(during).not.toBe('')
  // That they can be found is seen where they are meant to be.
  expect(run.output.includes(account.aws.credentials.secretAccessKey)).toBe(!isEnvironmentOurs)
  expect(after).toContain('vaf-')
  for (const secret of [account.aws.credentials, ...account.aws.roles.issued].flatMap(secretsOf)) {
    expect(printed.includes(secret), `${secret} in the output`).toBe(false)
    expect(during.includes(secret), `${secret} in a file during the run`).toBe(false)
    expect(after.includes(secret), `${secret} in a file after the run`).toBe(false)
  }

  const [, environment = '{}'] = /^environment (.*)$/m.exec(run.output) ?? []
  const variables = changedVariables(shown.shell, JSON.parse(environment))
  expect.soft(shown.ports, 'ports').toEqual(rowsFor(way, 'Ports of target aws', 3))
  expect.soft(shown.paths, 'files and folders').toEqual(rowsFor(way, 'Files of target aws', 2))
  expect.soft([variables], 'variables').toEqual(rowsFor(way, 'Variables that tests on aws see', 2))
  expect.soft(shown.tags, 'tags').toEqual(securityTable('Tags', 3))
})

test('a run that AWS denies a creation prints no signature and no token, with all that hangs on the error', async () => {
  const account = await simulatedAccount({ engines: engines() })
  account.aws.fault('CreateDomain', denied())
  const aws = { allowedAccounts: ['111122223333'], insideVpc: true }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify({ opensearch: true, region: 'eu-west-1', aws }), usesIndex),
    env: account.env,
    machine: account.machine,
  })
  expect(run.exitCode).toBe(1)
  // Vitest has printed what the error carries.
  expect(run.output).toMatch(/Serialized Error: .*AWS_FIXTURE_/)
  expect(run.output).toContain('AccessDenied')
  expect(run.output).not.toContain('Signature=')
  for (const secret of secretsOf(account.aws.credentials)) {
    expect(run.output.includes(secret), `${secret} in the output`).toBe(false)
  }
})
