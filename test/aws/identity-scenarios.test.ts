import { expect, onTestFinished, test, vi } from 'vitest'
import { identify } from '../../src/aws/sdk/identify.ts'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { CredentialsError } from '../../src/errors/errors.ts'
import { PauselessClock } from '../clients/pauseless-clock.ts'
import { type AwsSimulator, startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { refused, silent, throttled } from '../support/aws-simulator/fault.ts'
import { FakeClock } from '../support/fake-clock.ts'

const MINUTE = 60_000
const { signal } = new AbortController()
const longTerm = { accessKeyId: 'AKIASIMULATED0000001', secretAccessKey: 'simulated/long/term' }

/** A simulated account that knows temporary credentials and long-term ones. */
async function account(region = 'eu-west-1'): Promise<AwsSimulator> {
  const aws = await startAwsSimulator({ region })
  aws.identities.trust(longTerm)
  onTestFinished(() => aws.close())
  return aws
}

/** Asks it who these credentials belong to; how long a run would have waited, and what it was told. */
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
  const lines = outcome instanceof Error ? outcome.message.split('\n') : []
  return { outcome, lines, warnings, elapsedMs: clock.now() }
}

interface Scenario {
  readonly title: string
  readonly region?: string
  /** Credentials, of a simulated account that this has prepared. */
  readonly arrange: (aws: AwsSimulator) => AwsCredentials
  readonly code?: string
  readonly lines: readonly (string | RegExp)[]
  /** How often STS was asked. */
  readonly calls?: number
  /** What the repeats before the end take at least and at most, in milliseconds of the run's clock; none by default. */
  readonly takesMs?: readonly [number, number]
}

const request = String.raw`\(HTTP 403, request \S+\)$`
const invalidToken = 'InvalidClientTokenId: The security token included in the request is invalid'

test.for<Scenario>([
  {
    title: 'a session token that has expired, and nobody renews',
    arrange: (aws) => {
      aws.identities.expire(aws.credentials.accessKeyId, 0)
      return aws.credentials
    },
    lines: [
      'The credentials have expired: AWS takes the session token of access key ASIASIMULATED0000001 no longer.',
      new RegExp(`^ExpiredToken: The security token included in the request is expired ${request}`),
      'Log in again (aws sso login), or assume the role again, and run again.',
    ],
    calls: 2,
  },
  {
    title: 'an access key that there is not',
    arrange: () => ({ ...longTerm, accessKeyId: 'AKIANOBODY0000000001' }),
    lines: [
      'AWS does not know access key AKIANOBODY0000000001.',
      new RegExp(`^${invalidToken}.* ${request}`),
      "It is deleted, inactive or not of eu-west-1's partition; or key, secret and session token (AWS_SESSION_TOKEN) are not from one place.",
    ],
  },
  {
    title: 'a session token of other credentials',
    arrange: (aws) => ({ ...aws.credentials, sessionToken: 'of another' }),
    lines: [
      'AWS does not know access key ASIASIMULATED0000001, or not with this session token.',
      new RegExp(`^${invalidToken}.* ${request}`),
      "It is deleted, inactive or not of eu-west-1's partition; or key, secret and session token (AWS_SESSION_TOKEN) are not from one place.",
    ],
  },
  {
    title: 'a session token that is missing',
    arrange: ({ credentials: { accessKeyId, secretAccessKey } }) => ({ accessKeyId, secretAccessKey }),
    lines: [
      'Access key ASIASIMULATED0000001 is a temporary one, and its session token is missing.',
      new RegExp(`^${invalidToken}.* ${request}`),
      'Set AWS_SESSION_TOKEN, or aws_session_token in the profile, to the one that came with the key.',
    ],
  },
  {
    title: 'a secret key of another access key',
    arrange: () => ({ ...longTerm, secretAccessKey: 'planted/secret' }),
    lines: [
      'The secret access key is not that of access key AKIASIMULATED0000001.',
      new RegExp(`^SignatureDoesNotMatch: The request signature we calculated does not match .*${request}`),
      'Copy both again from one place: one character more or less, a space too, makes every signature wrong.',
    ],
  },
  {
    title: 'a clock that is 17 minutes behind',
    arrange: (aws) => {
      aws.clockAheadMs = 17 * MINUTE
      return longTerm
    },
    lines: [
      /^This machine's clock is (17 min|16 min 59 s|17 min 1 s) behind the one of AWS\.$/,
      new RegExp(`^SignatureDoesNotMatch: Signature expired: .* ${request}`),
      'Set it, best by NTP: AWS accepts a difference of five minutes at most.',
    ],
  },
  {
    title: 'a clock that is half an hour ahead',
    arrange: (aws) => {
      aws.clockAheadMs = -30 * MINUTE
      return longTerm
    },
    lines: [
      /^This machine's clock is (30 min|30 min 1 s|29 min 59 s) ahead of the one of AWS\.$/,
      new RegExp(`^SignatureDoesNotMatch: Signature not yet current: .* ${request}`),
      'Set it, best by NTP: AWS accepts a difference of five minutes at most.',
    ],
  },
  {
    title: 'a region that has to be enabled, and is not: the same credentials are good elsewhere',
    region: 'me-central-1',
    arrange: (aws) => {
      aws.otherRegions.set('me-central-1', 'disabled').set('us-east-1', 'enabled')
      return longTerm
    },
    code: 'AWS_FIXTURE_CONFIG',
    lines: [
      'Region me-central-1 is not enabled for the account of these credentials, or they are not good there.',
      new RegExp(`^${invalidToken} .* A region that every account has accepts them\\.$`),
      "Enable it (aws account enable-region --region-name me-central-1), get the session token from STS in that region, or choose another: 'region'.",
    ],
    calls: 2,
  },
  {
    title: 'an access key that there is not, in a region that has to be enabled',
    region: 'me-central-1',
    arrange: (aws) => {
      aws.otherRegions.set('us-east-1', 'enabled')
      return { ...longTerm, accessKeyId: 'AKIANOBODY0000000001' }
    },
    lines: [
      'AWS does not know access key AKIANOBODY0000000001.',
      new RegExp(`^${invalidToken}.* ${request}`),
      "It is deleted, inactive or not of me-central-1's partition; or key, secret and session token (AWS_SESSION_TOKEN) are not from one place.",
    ],
    calls: 2,
  },
  {
    title: 'an account that has to opt in',
    arrange: (aws) => {
      aws.fault('GetCallerIdentity', refused('OptInRequired', 'You are not subscribed to this service.', 403))
      return longTerm
    },
    code: 'AWS_FIXTURE_CONFIG',
    lines: [
      'Region eu-west-1 is not enabled for the account of these credentials, or they are not good there.',
      new RegExp(`^OptInRequired: You are not subscribed to this service\\. ${request}`),
      "Enable it (aws account enable-region --region-name eu-west-1), get the session token from STS in that region, or choose another: 'region'.",
    ],
  },
  {
    title: 'an account that asks too often, again and again',
    arrange: (aws) => {
      aws.fault('GetCallerIdentity', throttled(Infinity))
      return longTerm
    },
    code: 'AWS_FIXTURE_REACHABILITY',
    lines: [
      'AWS could not be asked whose the credentials are, in eu-west-1.',
      /^Throttling: Rate exceeded \(HTTP 400, request \S+\)$/,
      'The account asks AWS too often: run fewer at the same time, or later.',
    ],
    calls: 5,
    takesMs: [1, 30_000],
  },
])('$title: told before anything is created', async ({ arrange, region, code, lines, calls = 1, takesMs }) => {
  const aws = await account(region)
  const given = arrange(aws)
  const told = await ask(aws, given)
  expect(told.outcome).toMatchObject({ code: code ?? 'AWS_FIXTURE_CREDENTIALS' })
  expect(told.lines).toEqual(
    lines.map((line) => (typeof line === 'string' ? line : (expect.stringMatching(line) as unknown))),
  )
  expect(aws.lines('GetCallerIdentity')).toHaveLength(calls)
  expect(aws.writes).toEqual([])
  const [least, most] = takesMs ?? [0, 0]
  expect(told.elapsedMs).toBeGreaterThanOrEqual(least)
  expect(told.elapsedMs).toBeLessThanOrEqual(most)
  expect(String(told.outcome)).not.toContain(given.secretAccessKey)
})

test('an expired session token that the provider can renew is renewed, and nobody is told', async () => {
  const aws = await account()
  aws.identities.expire(aws.credentials.accessKeyId, 0)
  const renewed = [aws.credentials, longTerm]
  const { outcome, warnings } = await ask(aws, async () => renewed.shift() ?? longTerm)
  expect(outcome).toMatchObject({ account: '111122223333', partition: 'aws' })
  expect(warnings).toEqual([])
})

test.for<[string, number, readonly unknown[]]>([
  ['of one minute is nobody told', MINUTE, []],
  [
    'of three minutes is told while AWS still accepts it',
    3 * MINUTE,
    [
      expect.stringMatching(
        /^This machine's clock is (3 min|2 min 59 s|3 min 1 s) behind the one of AWS, which rejects every request from five minutes on: set it\.$/,
      ),
    ],
  ],
])('of a difference of the clocks %s', async ([_, clockAheadMs, warned]) => {
  const aws = await account()
  aws.clockAheadMs = clockAheadMs
  const { outcome, warnings } = await ask(aws, longTerm)
  expect(outcome).toMatchObject({ account: '111122223333' })
  expect(warnings).toEqual(warned)
})

test('what the provider says of missing credentials stays as it is, and AWS is not asked', async () => {
  const aws = await account()
  const missing = new CredentialsError(['There are none.', 'Last seen: nothing.', 'Get some.'])
  const { outcome } = await ask(aws, () => Promise.reject(missing))
  expect(outcome).toBe(missing)
  expect(aws.calls).toEqual([])
})

test('an STS that never answers is told within a minute, with what may be in the way', async () => {
  const aws = await account()
  aws.fault('GetCallerIdentity', silent(Infinity))
  const clock = new FakeClock({ turns: 5 })
  const work = identify({ region: aws.region, credentials: async () => longTerm, signal, clock, endpoint: aws.url })
  let toldAt = 0
  const failure = work.catch((error: unknown) => {
    toldAt = clock.now()
    return error
  })
  // It has got there before any time passes.
  await vi.waitUntil(() => aws.calls.length === 1)
  for (let second = 0; second < 90 && toldAt === 0; second += 1) await clock.advance(1_000)
  expect(await failure).toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: [
      'AWS could not be asked whose the credentials are, in eu-west-1.',
      'GetCallerIdentity was not answered within 10 s.',
      'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.',
    ].join('\n'),
  })
  expect(toldAt).toBeGreaterThanOrEqual(50_000)
  expect(toldAt).toBeLessThanOrEqual(60_000)
})
