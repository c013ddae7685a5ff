import { devNull } from 'node:os'
import { beforeEach, expect, test } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { exportToEnvironment } from '../../src/worker/worker-env.ts'
import { WorkerRun } from '../../src/worker/worker-run.ts'

beforeEach(() => {
  const before = { ...process.env }
  process.env.AWS_PROFILE = 'nightly'
  process.env.AWS_ACCESS_KEY_ID = "the user's own"
  process.env.AWS_ROLE_ARN = 'arn:aws:iam::111122223333:role/ci'
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
})

const run: Omit<JoinedRun, 'credentials'> = {
  ...{ state: 'ready', id: 'vaf-abcde', region: 'eu-west-1', root: '/', workers: 2 },
  ...{ exportCredentials: true, isolation: 'exclusive', workerVariables: { INDEX_PREFIX: 'opensearch.indexPrefix' } },
  files: 'all',
}

function exportFor(credentials: JoinedRun['credentials']): void {
  const whole: JoinedRun = { ...run, credentials }
  exportToEnvironment(whole, new WorkerRun(whole, 2))
}

test('a run whose credentials come from the provider chain leaves the AWS variables of the worker as they are', () => {
  exportFor({ from: 'chain' })
  expect(process.env).toMatchObject({
    AWS_PROFILE: 'nightly',
    AWS_ACCESS_KEY_ID: "the user's own",
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci',
    INDEX_PREFIX: 'vaf-abcde-w2-',
  })
})

test('a worker with credentials of its own exports them, and removes the variables that would win over them', () => {
  const identity = (slot: number) => ({ accessKeyId: `ASIA${slot}`, secretAccessKey: 's', sessionToken: 't' })
  exportFor({ from: 'run', identities: [0, 1, 2].map(identity) })
  expect(process.env).toMatchObject({
    AWS_ACCESS_KEY_ID: 'ASIA2',
    AWS_SESSION_TOKEN: 't',
    INDEX_PREFIX: 'vaf-abcde-w2-',
  })
  expect(process.env).not.toHaveProperty('AWS_PROFILE')
  expect(process.env).not.toHaveProperty('AWS_ROLE_ARN')
})

test('a run with a role exports only the credentials endpoint, and removes the variables that would win over it', () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN = 'of somebody else'
  exportFor({ from: 'endpoint', url: 'http://127.0.0.1:1/credentials', tokenFile: '/run/token' })
  const ours = Object.entries(process.env).filter(([name]) => /^AWS_/.test(name) && !/_REGION$/.test(name))
  expect(Object.fromEntries(ours)).toMatchObject({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/credentials',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/run/token',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  })
  for (const name of ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'PROFILE', 'ROLE_ARN', 'CONTAINER_AUTHORIZATION_TOKEN']) {
    expect(process.env).not.toHaveProperty(`AWS_${name}`)
  }
})

test.for([0, 3])('a worker in slot %i of a run with two workers is rejected', (slot) => {
  expect(() => new WorkerRun({ ...run, credentials: { from: 'chain' } }, slot)).toThrow(
    expect.objectContaining({ code: 'AWS_FIXTURE_NAMESPACE', message: expect.stringContaining(`slot ${slot} `) }),
  )
})
