import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { AwsCredentials } from '../../../src/resource/credentials.ts'
import { projectWith, usesGraph, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()
const ROLE = 'arn:aws:iam::111122223333:role/tests'

/** Prints what a worker is given, and fails as tests do; what is thrown is printed with all that hangs on it. */
const tellsAll = `
  import { inject } from 'vitest'
  test('tells what it has been given', () => {
    console.log('environment', JSON.stringify(process.env))
    console.log('provided', JSON.stringify(inject('awsFixtures')))
  })
  test('fails', async ({ opensearch }) => {
    console.log('now is the middle')
    await opensearch.get({ index: 'nowhere', id: '1' })
  })
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

test.for<[string, object, boolean]>([
  ['with a role', { assumeRole: ROLE }, true],
  ['with a role behind a bridge', { assumeRole: ROLE, bridge: true }, true],
  ['behind a bridge', { bridge: true }, true],
  ["with the user's own credentials, which are in the environment as the user has put them there", {}, false],
])('nothing secret is seen %s', async ([, options, isEnvironmentOurs]) => {
  const account = await simulatedAccount({ engines: engines() })
  account.aws.roles.add({ arn: ROLE })
  const temporary = await mkdtemp(join(tmpdir(), 's-'))
  onTestFinished(() => rm(temporary, { recursive: true, force: true }))
  let during = ''
  const aws = { region: 'eu-west-1', allowedAccounts: ['111122223333'], insideVpc: true, ...options }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      JSON.stringify({ opensearch: true, neptune: true, aws }),
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
        async act() {
          during = `${await contentsUnder(temporary)}${await contentsUnder(account.ledgers)}`
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
})
