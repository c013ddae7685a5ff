import { expect, onTestFinished, test, vi } from 'vitest'
import { identify } from '../../src/aws/sdk/identify.ts'
import * as messages from '../../src/aws/sdk/messages.ts'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { CredentialsError } from '../../src/errors/errors.ts'
import { PauselessClock } from '../clients/pauseless-clock.ts'
import { type AwsSimulator, startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { refused, silent, throttled } from '../support/aws-simulator/fault.ts'
import { FakeClock } from '../support/fake-clock.ts'

const MINUTE = 60_000
const { signal } = new AbortController()
const longTerm = { accessKeyId: 'AKIASIMULATED0000001', secretAccessKey: 'simulated/long/term' }

/** A simulated account that accepts temporary credentials and long-term ones. */
async function account(region = 'eu-west-1'): Promise<AwsSimulator> {
  const aws = await startAwsSimulator({ region })
  aws.identities.trust(longTerm)
  onTestFinished(() => aws.close())
  return aws
}

/** Identifies credentials there: the outcome, the warnings, and how long a run would have waited in milliseconds. */
async function ask(aws: AwsSimulator, given: AwsCredentials | (() => Promise<AwsCredentials>), region = aws.region) {
  const clock = new PauselessClock()
  const warnings: string[] = []
  const outcome = await identify({
    region,
    credentials: typeof given === 'function' ? given : async () => given,
    signal,
    clock,
    endpoint: aws.url,
    warn: (message) => warnings.push(message),
  }).catch((error: unknown) => error as Error & { readonly code: string })
  return { outcome, warnings, elapsedMs: clock.now() }
}

interface Scenario {
  readonly title: string
  readonly region?: string
  /** Prepares the simulated account, and returns the credentials. */
  readonly arrange: (aws: AwsSimulator) => AwsCredentials
  readonly code?: string
  /** The facts that the error names. */
  readonly told: readonly (string | RegExp)[]
  /** How often STS was asked. */
  readonly calls?: number
  /** How long the repeats may take at least and at most, in milliseconds of the run's clock; default none. */
  readonly takesMs?: readonly [number, number]
}

test.for<Scenario>([
  {
    title: 'a session token that has expired and is not renewed',
    arrange: (aws) => {
      aws.identities.expire(aws.credentials.accessKeyId, 0)
      return aws.credentials
    },
    told: ['ASIASIMULATED0000001', 'ExpiredToken', 'request ', 'aws sso login'],
    calls: 2,
  },
  {
    title: 'an access key that does not exist',
    arrange: () => ({ ...longTerm, accessKeyId: 'AKIANOBODY0000000001' }),
    told: ['AKIANOBODY0000000001', 'InvalidClientTokenId', 'eu-west-1', 'AWS_SESSION_TOKEN'],
  },
  {
    title: 'a session token of other credentials',
    arrange: (aws) => ({ ...aws.credentials, sessionToken: 'of another' }),
    told: ['ASIASIMULATED0000001', 'InvalidClientTokenId', 'not with this session token'],
  },
  {
    title: 'a session token that is missing',
    arrange: ({ credentials: { accessKeyId, secretAccessKey } }) => ({ accessKeyId, secretAccessKey }),
    told: ['ASIASIMULATED0000001', 'InvalidClientTokenId', 'its session token is missing', 'AWS_SESSION_TOKEN'],
  },
  {
    title: 'a secret key of another access key',
    arrange: () => ({ ...longTerm, secretAccessKey: 'planted/secret' }),
    told: ['AKIASIMULATED0000001', 'SignatureDoesNotMatch', 'secret access key'],
  },
  {
    title: 'a clock that is 17 minutes behind',
    arrange: (aws) => {
      aws.clockAheadMs = 17 * MINUTE
      return longTerm
    },
    told: [/(17 min|16 min 59 s|17 min 1 s) behind/, 'SignatureDoesNotMatch: Signature expired', 'NTP'],
  },
  {
    title: 'a clock that is half an hour ahead',
    arrange: (aws) => {
      aws.clockAheadMs = -30 * MINUTE
      return longTerm
    },
    told: [/(30 min|30 min 1 s|29 min 59 s) ahead/, 'SignatureDoesNotMatch: Signature not yet current', 'NTP'],
  },
  {
    title: 'a region that is not enabled, where another region accepts the same credentials',
    region: 'me-central-1',
    arrange: (aws) => {
      aws.otherRegions.set('me-central-1', 'disabled').set('us-east-1', 'enabled')
      return longTerm
    },
    code: 'AWS_FIXTURE_CONFIG',
    told: ['me-central-1', 'InvalidClientTokenId', 'aws account enable-region --region-name me-central-1', "'region'"],
    calls: 2,
  },
  {
    title: 'an access key that does not exist, in a region that has to be enabled',
    region: 'me-central-1',
    arrange: (aws) => {
      aws.otherRegions.set('us-east-1', 'enabled')
      return { ...longTerm, accessKeyId: 'AKIANOBODY0000000001' }
    },
    told: ['AKIANOBODY0000000001', 'InvalidClientTokenId', 'me-central-1'],
    calls: 2,
  },
  {
    title: 'an account that has to opt in',
    arrange: (aws) => {
      aws.fault('GetCallerIdentity', refused('OptInRequired', 'You are not subscribed to this service.', 403))
      return longTerm
    },
    code: 'AWS_FIXTURE_CONFIG',
    told: ['eu-west-1', 'OptInRequired', 'aws account enable-region --region-name eu-west-1'],
  },
  {
    title: 'an account that AWS throttles again and again',
    arrange: (aws) => {
      aws.fault('GetCallerIdentity', throttled(Infinity))
      return longTerm
    },
    code: 'AWS_FIXTURE_REACHABILITY',
    told: ['eu-west-1', 'Throttling: Rate exceeded', messages.hints.throttled],
    calls: 5,
    takesMs: [1, 30_000],
  },
])(
  '$title: the run fails with the facts before anything is created',
  async ({ arrange, region, code, told, calls = 1, takesMs }) => {
    const aws = await account(region)
    const given = arrange(aws)
    const { outcome, elapsedMs } = await ask(aws, given)
    expect(outcome).toMatchObject({ code: code ?? 'AWS_FIXTURE_CREDENTIALS' })
    for (const fact of told) expect((outcome as Error).message).toMatch(fact)
    expect(aws.lines('GetCallerIdentity')).toHaveLength(calls)
    expect(aws.writes).toEqual([])
    const [least, most] = takesMs ?? [0, 0]
    expect(elapsedMs).toBeGreaterThanOrEqual(least)
    expect(elapsedMs).toBeLessThanOrEqual(most)
    expect(String(outcome)).not.toContain(given.secretAccessKey)
  },
)

test('a session token that has expired is renewed without a warning where the provider can renew it', async () => {
  const aws = await account()
  aws.identities.expire(aws.credentials.accessKeyId, 0)
  const renewed = [aws.credentials, longTerm]
  const { outcome, warnings } = await ask(aws, async () => renewed.shift() ?? longTerm)
  expect(outcome).toMatchObject({ account: '111122223333', partition: 'aws' })
  expect(warnings).toEqual([])
})

test.for<[string, number, readonly unknown[]]>([
  ['one minute gives no warning', MINUTE, []],
  [
    'three minutes gives a warning while AWS still accepts it',
    3 * MINUTE,
    [expect.stringMatching(/(3 min|2 min 59 s|3 min 1 s) behind .* five minutes/)],
  ],
])('a difference of the clocks of %s', async ([_, clockAheadMs, warned]) => {
  const aws = await account()
  aws.clockAheadMs = clockAheadMs
  const { outcome, warnings } = await ask(aws, longTerm)
  expect(outcome).toMatchObject({ account: '111122223333' })
  expect(warnings).toEqual(warned)
})

test('an error of the credentials provider stays unchanged, and no request goes to AWS', async () => {
  const aws = await account()
  const missing = new CredentialsError(['There are none.', 'Last seen: nothing.', 'Get some.'])
  const { outcome } = await ask(aws, () => Promise.reject(missing))
  expect(outcome).toBe(missing)
  expect(aws.calls).toEqual([])
})

test('an STS that never answers fails the run within a minute, with what to check', async () => {
  const aws = await account()
  aws.fault('GetCallerIdentity', silent(Infinity))
  const clock = new FakeClock({ turns: 5 })
  const work = identify({ region: aws.region, credentials: async () => longTerm, signal, clock, endpoint: aws.url })
  let toldAt = 0
  const failure = work.catch((error: unknown) => {
    toldAt = clock.now()
    return error
  })
  // The request has arrived before any time passes.
  await vi.waitUntil(() => aws.calls.length === 1)
  for (let second = 0; second < 90 && toldAt === 0; second += 1) await clock.advance(1_000)
  expect(await failure).toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: [
      messages.notIdentified('eu-west-1'),
      messages.notAnswered('GetCallerIdentity', 10_000),
      messages.hints.timeout,
    ].join('\n'),
  })
  expect(toldAt).toBeGreaterThanOrEqual(50_000)
  expect(toldAt).toBeLessThanOrEqual(60_000)
})
