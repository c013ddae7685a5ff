import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { assumeRole } from '../../../src/aws/sdk/assume-role.ts'
import * as messages from '../../../src/aws/sdk/messages.ts'
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

test('a role is assumed once for all callers, with the session name, external id and duration of the options', async () => {
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

test('a role is assumed again after a service rejected its credentials as expired, with the newest credentials of the caller', async () => {
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

test('the error for a role that the caller may not assume says what to allow, and shows no secret', async () => {
  const failing = assumed({ externalId: 'orders' })()
  await expect(failing).rejects.toMatchObject({ code: 'AWS_FIXTURE_CREDENTIALS' })
  const message = await failing.then(String, ({ message }: Error) => message)
  expect(message.split('\n')).toEqual([
    messages.roleNotAssumed(roleArn),
    expect.stringMatching(/^Last seen: User: \S+ is not authorized to perform: sts:AssumeRole on resource: /),
    messages.roleDenied(roleArn, 'sts:AssumeRole', true, '')[2],
  ])
  expect(message).not.toContain('orders')
})

test('a caller without credentials gets the error of its provider', async () => {
  const none = new CredentialsError('There are none.')
  await expect(assumed({}, () => Promise.reject(none))()).rejects.toBe(none)
})

test.for([
  ['expired', 'ExpiredToken'],
  ['unavailable', 'ServiceUnavailable'],
] as const)(
  'the error for an AssumeRole that fails as %s is that of any call, without a hint about the trust policy',
  async ([error, code]) => {
    aws.roles.add({ arn: roleArn })
    aws.fault('AssumeRole', { kind: 'error', error, times: 3 })
    const message = await assumed()().then(String, ({ message }: Error) => message)
    expect(message).toMatch(new RegExp(`^The role ${roleArn} could not be assumed\\.\n.*${code}.*\n\\S`))
    expect(message).not.toContain('trust policy')
  },
)

test('the policy for the caller of a role has all actions that are called with its own credentials, and no others', async () => {
  aws.roles.add({ arn: roleArn })
  await assumed()()
  const options = { opensearch: true, region: 'eu-west-1', aws: { assumeRole: roleArn } } as const
  const allowed = requiredIamPolicy(options, '/work', {})!
  const needs = aws.calls.flatMap(needsOfCall)
  expect([missingFrom(allowed, needs), unusedIn(allowed, needs)]).toEqual([[], []])
  expect(requiredIamPolicy({ opensearch: true, region: 'eu-west-1' }, '/work', {})).toBeUndefined()
  // The policy of the role itself does not depend on who assumes it.
  expect(iamPolicy(options, '/work', {})).toEqual(iamPolicy({ opensearch: true, region: 'eu-west-1' }, '/work', {}))
})
