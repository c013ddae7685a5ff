import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, onTestFinished, test } from 'vitest'
import { callAws } from '../../../src/aws/sdk/call-aws.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { startAwsSimulator } from '../../support/aws-simulator/aws-simulator.ts'
import {
  denied,
  type Fault,
  failing,
  htmlPage,
  lostAfterEffect,
  lostBeforeEffect,
  throttled,
} from '../../support/aws-simulator/fault.ts'

/** Calls GetCallerIdentity over a real socket, with these faults first. Pauses take no time and are recorded. */
async function ask(...faults: readonly Fault[]) {
  const aws = await startAwsSimulator()
  onTestFinished(() => aws.close())
  aws.fault('GetCallerIdentity', ...faults)
  const sts = new STSClient(aws.clientConfig)
  const clock = new PauselessClock()
  const asked = callAws(() => sts.send(new GetCallerIdentityCommand({})), { clock, random: () => 1 })
  const outcome = await asked.then(
    ({ Account }) => Account,
    (error: Error) => error.name,
  )
  return { outcome, calls: aws.calls.length, pauses: clock.pauses }
}

test.for<[string, readonly Fault[], readonly number[]]>([
  ['throttled', [throttled(2)], [500, 1_000]],
  ['answered with 500', [failing(500, 2)], [500, 1_000]],
  ['answered with 503', [failing(503, 4)], [500, 1_000, 2_000, 4_000]],
  ["answered with a load balancer's page", [htmlPage(502)], [500]],
  ['lost before it was carried out', [lostBeforeEffect()], [500]],
  ['lost after it was carried out', [lostAfterEffect()], [500]],
])('a call that is %s is repeated, after pauses that double', async ([, faults, pauses]) => {
  expect(await ask(...faults)).toEqual({ outcome: '111122223333', calls: pauses.length + 1, pauses })
})

test('a throttled call with a Retry-After waits at least that long, plus its jitter', async () => {
  expect(await ask(throttled(1, 3))).toEqual({ outcome: '111122223333', calls: 2, pauses: [3_500] })
})

test('a call with a Retry-After of more than a minute fails at once', async () => {
  expect(await ask(throttled(1, 61))).toMatchObject({ calls: 1, pauses: [] })
})

test('a call is sent at most five times', async () => {
  expect(await ask(throttled(9))).toEqual({
    outcome: expect.stringMatching(/^Throttling/),
    calls: 5,
    pauses: [500, 1_000, 2_000, 4_000],
  })
})

test('a denied call is not repeated', async () => {
  expect(await ask(denied())).toEqual({ outcome: expect.stringMatching(/^AccessDenied/), calls: 1, pauses: [] })
})

test('an aborted call is not repeated', async () => {
  const aws = await startAwsSimulator()
  onTestFinished(() => aws.close())
  const abort = new AbortController()
  aws.fault('GetCallerIdentity', throttled(9))
  aws.before('GetCallerIdentity', () => abort.abort(new Error('enough')))
  const sts = new STSClient(aws.clientConfig)
  const asked = callAws(() => sts.send(new GetCallerIdentityCommand({})), { signal: abort.signal })
  await expect(asked).rejects.toThrow('enough')
  expect(aws.calls).toHaveLength(1)
})
