import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { assumeRole } from '../../../src/aws/sdk/assume-role.ts'
import { iamPolicy, requiredIamPolicy } from '../../../src/config/iam-policy.ts'
import { CredentialsError } from '../../../src/errors/errors.ts'
import { type AwsSimulator, startAwsSimulator } from '../../support/aws-simulator/aws-simulator.ts'
import { missingFrom, needsOfCall, unusedIn } from '../../support/iam-needs.ts'

const roleArn = 'arn:aws:iam::111122223333:role/tests'
let aws: AwsSimulator
beforeEach(async () => {
  aws = await startAwsSimulator()
  vi.stubEnv('AWS_ENDPOINT_URL_STS', aws.url)
  return () => aws.close()
})
afterEach(() => vi.unstubAllEnvs())

const assumed = (detail: object = {}, from = async () => aws.credentials) =>
  assumeRole('eu-west-1', { roleArn, sessionName: 'vaf-abcde', ...detail }, from)

test('a role is assumed once for all who need it, under the name of the session', async () => {
  aws.roles.add({ arn: roleArn, externalId: 'orders' })
  const provider = assumed({ externalId: 'orders', durationSeconds: 900 })
  const [one, other] = await Promise.all([provider(), provider()])
  expect(other).toEqual(one)
  expect(one).toMatchObject(aws.roles.issued[0]!)
  expect(aws.calls.map(({ operation, input }) => ({ operation, input }))).toEqual([
    {
      operation: 'AssumeRole',
      input: { RoleArn: roleArn, RoleSessionName: 'vaf-abcde', ExternalId: 'orders', DurationSeconds: '900' },
    },
  ])
})

test('credentials that were refused as expired are fetched anew, with those to assume the role with as they are then', async () => {
  aws.roles.add({ arn: roleArn })
  let asked = 0
  const provider = assumed({}, async () => {
    asked += 1
    return aws.credentials
  })
  const { accessKeyId } = await provider()
  expect((await provider({ forceRefresh: true })).accessKeyId).not.toBe(accessKeyId)
  expect(asked).toBeGreaterThanOrEqual(2)
})

test('a role that may not be assumed is told with what to allow, and nothing secret', async () => {
  const failing = assumed({ externalId: 'orders' })()
  await expect(failing).rejects.toMatchObject({ code: 'AWS_FIXTURE_CREDENTIALS' })
  const message = await failing.then(String, ({ message }: Error) => message)
  expect(message.split('\n')).toEqual([
    `The role ${roleArn} could not be assumed.`,
    expect.stringMatching(/^Last seen: User: \S+ is not authorized to perform: sts:AssumeRole on resource: /),
    "Allow sts:AssumeRole on it, and let its trust policy name who asks and the external id; or correct 'aws.assumeRole'.",
  ])
  expect(message).not.toContain('orders')
})

test('where there is nothing to assume it with, that is what is told', async () => {
  const none = new CredentialsError('There are none.')
  await expect(assumed({}, () => Promise.reject(none))()).rejects.toBe(none)
})

test.for([
  ['expired', 'ExpiredToken'],
  ['unavailable', 'ServiceUnavailable'],
] as const)('what is %s is told as of any call, and not as a matter of the role', async ([error, code]) => {
  aws.roles.add({ arn: roleArn })
  aws.fault('AssumeRole', { kind: 'error', error, times: 3 })
  const message = await assumed()().then(String, ({ message }: Error) => message)
  expect(message).toMatch(new RegExp(`^The role ${roleArn} could not be assumed\\.\n.*${code}.*\n\\S`))
  expect(message).not.toContain('trust policy')
})

test('the policy of whoever assumes it is exact: all that is asked with their own credentials, and nothing else', async () => {
  aws.roles.add({ arn: roleArn })
  await assumed()()
  const options = { opensearch: true, region: 'eu-west-1', aws: { assumeRole: roleArn } } as const
  const allowed = requiredIamPolicy(options, '/work', {})!
  const needs = aws.calls.flatMap(needsOfCall)
  expect([missingFrom(allowed, needs), unusedIn(allowed, needs)]).toEqual([[], []])
  expect(requiredIamPolicy({ opensearch: true, region: 'eu-west-1' }, '/work', {})).toBeUndefined()
  // What the role itself needs does not change by who assumes it.
  expect(iamPolicy(options, '/work', {})).toEqual(iamPolicy({ opensearch: true, region: 'eu-west-1' }, '/work', {}))
})
