import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { projectWith, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

/** An endpoint of AWS that refuses whoever calls, and counts them. */
async function refusingEndpoint() {
  let calls = 0
  const server = createServer((socket) => {
    calls += 1
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return {
    calls: () => calls,
    env: {
      AWS_FIXTURES_TARGET: 'aws',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret of nobody',
    },
  }
}

const open = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'es:*', Resource: '*' }] })

test.for<[string, object, RegExp]>([
  ['a region that is missing', {}, /region: target 'aws' needs a region/],
  ['an option that is unknown', { region: 'eu-west-1', aws: { acounts: [] } }, /aws\.acounts: there is no such option/],
  [
    'an open policy on the internet',
    { region: 'eu-west-1', aws: { opensearch: { accessPolicy: open } } },
    /aws\.opensearch\.accessPolicy: it /,
  ],
  [
    'a version that there is not',
    { opensearch: { engineVersion: 'OpenSearch_9.9' }, region: 'eu-west-1' },
    /opensearch\.engineVersion: .*OpenSearch_9\.9/,
  ],
  [
    'a cluster in a VPC that the machine is not said to be in',
    { neptune: true, region: 'eu-west-1', aws: { allowedAccounts: ['111122223333'] } },
    /aws\.neptune: a cluster is in a VPC, and cannot be reached from outside of it\. Set aws\.neptune\.publiclyAccessible: true/,
  ],
  [
    "a cluster's reader endpoint",
    {
      neptune: true,
      region: 'eu-west-1',
      aws: {
        neptune: { endpoint: 'https://a.cluster-ro-b.eu-west-1.neptune.amazonaws.com:8182' },
      },
    },
    /Give the cluster's own, https:\/\/a\.cluster-b\.eu-west-1\.neptune\.amazonaws\.com:8182;/,
  ],
  [
    'a dataset that is not there',
    { opensearch: { dataset: 'fixtures/nowhere' }, region: 'eu-west-1', aws: { allowedAccounts: ['111122223333'] } },
    /fixtures\/nowhere/,
  ],
])('%s ends the run without a call to AWS', async ([_, options, message]) => {
  const { env, calls } = await refusingEndpoint()
  const files = projectWith(JSON.stringify({ opensearch: true, ...options }), usesIndex)
  const run = await runVitest({ vitest: 5, files, env })
  expect(run.output).toMatch(message)
  expect(run.exitCode).toBe(1)
  expect(calls()).toBe(0)
})

test('a run without the AWS SDK is told what to install, and makes no call', async () => {
  const { env, calls } = await refusingEndpoint()
  const aws = { allowedAccounts: ['111122223333'] }
  const files = projectWith(JSON.stringify({ opensearch: true, region: 'eu-west-1', aws }), usesIndex)
  const run = await runVitest({ vitest: 4, files, env })
  expect(run.output).toContain("Target 'aws' needs packages of the AWS SDK, and one of them could not be loaded.\n")
  expect(run.output).toContain(
    'Install them: npm install --save-dev @aws-sdk/client-neptune @aws-sdk/client-opensearch @aws-sdk/client-sts @aws-sdk/credential-providers',
  )
  expect(run.exitCode).toBe(1)
  expect(calls()).toBe(0)
})

test('an endpoint that refuses is told, with what was asked of it', async () => {
  const { env, calls } = await refusingEndpoint()
  const aws = { allowedAccounts: ['111122223333'] }
  const files = projectWith(JSON.stringify({ opensearch: true, region: 'eu-west-1', aws }), usesIndex)
  const run = await runVitest({ vitest: 5, files, env })
  expect(run.output).toMatch(/ReachabilityError: /)
  expect(run.exitCode).toBe(1)
  expect(calls()).toBe(5)
})

test('credentials that are missing are told, and where they may come from', async () => {
  const { env, calls } = await refusingEndpoint()
  const aws = { allowedAccounts: ['111122223333'] }
  const files = projectWith(JSON.stringify({ opensearch: true, region: 'eu-west-1', aws }), usesIndex)
  // One of its own: Vitest makes the home where it is not there, and other tests rely on a folder that is not.
  const home = await mkdtemp(join(tmpdir(), 'vaf-home-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const nothing = { HOME: home, AWS_EC2_METADATA_DISABLED: 'true' }
  const run = await runVitest({
    vitest: 5,
    files,
    env: { ...env, ...nothing, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, XDG_CACHE_HOME: '/tmp' },
  })
  expect(run.output).toContain('The provider chain of the AWS SDK found no credentials.')
  expect(run.output).not.toMatch(/^ *❯/m)
  expect(run.output).toMatch(/cleanup proved in \S+ s, nothing had been created\n/)
  expect(run.exitCode).toBe(1)
  expect(calls()).toBe(0)
})
