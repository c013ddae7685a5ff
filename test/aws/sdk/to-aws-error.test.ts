import { expect, test } from 'vitest'
import { iamAction } from '../../../src/aws/actions/actions.ts'
import { awsFailures } from '../../../src/aws/sdk/aws-failure.ts'
import { toAwsError } from '../../../src/aws/sdk/to-aws-error.ts'
import { classify } from '../../../src/errors/classify.ts'
import {
  type AwsFixtureError,
  ConfigError,
  CredentialsError,
  DnsError,
  PermissionError,
  ProvisionError,
  ReachabilityError,
} from '../../../src/errors/errors.ts'
import { answer, type Client, queryError, restError, thrownAt, thrownFor } from '../../clients/wire-answers.ts'

const resource = 'OpenSearch domain vaf-a-1'
const call = { what: `${resource} could not be created.`, resource, action: iamAction('es', 'CreateDomain') }

/** The error of a real client's call, in our words. */
async function failed(client: Client, listener: Parameters<typeof thrownFor>[1]): Promise<AwsFixtureError> {
  return toAwsError(await thrownFor(client, listener), call) as AwsFixtureError
}

const user = 'arn:aws:sts::111122223333:assumed-role/ci/run-1'
const domain = 'arn:aws:es:eu-west-1:111122223333:domain/vaf-a-1'
const denied = `User: ${user} is not authorized to perform: es:CreateDomain on resource: ${domain}`

test('a denied call names who was denied what, and which action to allow', async () => {
  const text = `${denied} because no identity-based policy allows the es:CreateDomain action`
  const error = await failed('opensearch', restError(403, 'AccessDeniedException', text))
  expect(error).toBeInstanceOf(PermissionError)
  expect(error).toMatchObject({ resource, denial: { action: 'es:CreateDomain', identity: user, target: domain } })
  expect(error.message).toBe(
    [
      `${resource} could not be created.`,
      `AccessDeniedException: ${text} (HTTP 403, request request-1)`,
      `Allow es:CreateDomain on ${domain} to ${user}, in an IAM policy.`,
    ].join('\n'),
  )
  expect((error.cause as Error).name).toBe('AccessDeniedException')
})

test.for([
  [
    'with an explicit deny in a service control policy',
    'Take the deny of es:CreateDomain out of the service control policy: beside it no Allow helps.',
  ],
  [
    'with an explicit deny in an identity-based policy',
    'Take the deny of es:CreateDomain out of the IAM policy: beside it no Allow helps.',
  ],
  [
    'because no permissions boundary allows the es:CreateDomain action',
    `Allow es:CreateDomain on ${domain} to ${user}, in the permissions boundary.`,
  ],
  [
    'because no session policy allows the es:CreateDomain action',
    `Allow es:CreateDomain on ${domain} to ${user}, in the session policy.`,
  ],
] as const)('a call denied %s says so', async ([why, hint]) => {
  const error = await failed('opensearch', restError(403, 'AccessDeniedException', `${denied} ${why}`))
  expect(error.message.split('\n')[2]).toBe(hint)
})

test('a denied call without a word of why names the action that was asked for', async () => {
  const error = await failed('neptune', queryError(403, 'AccessDenied', 'You are not authorized.'))
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PERMISSION', denial: { action: 'es:CreateDomain' } })
  expect(error.message.split('\n')[2]).toBe('Allow es:CreateDomain to this identity, in an IAM policy.')
})

test.for<[string, Client, Parameters<typeof thrownFor>[1], new (...args: never[]) => AwsFixtureError, string, string]>([
  [
    'a wrong parameter',
    'opensearch',
    restError(400, 'ValidationException', '1 validation error\n  detected'),
    ConfigError,
    'ValidationException: 1 validation error detected (HTTP 400, request request-1)',
    'Change the option that sets what AWS rejects.',
  ],
  [
    'an expired token',
    'sts',
    queryError(403, 'ExpiredToken', 'The security token included in the request is expired'),
    CredentialsError,
    'ExpiredToken: The security token included in the request is expired (HTTP 403, request request-1)',
    'The credentials have ended: log in again, or assume the role again.',
  ],
  [
    'no capacity',
    'neptune',
    queryError(400, 'InsufficientDBInstanceCapacity', 'None left.'),
    ProvisionError,
    'InsufficientDBInstanceCapacityFault: None left. (HTTP 400, request request-1)',
    'AWS has none of these left there just now: run again later, or choose another instance class or other subnets.',
  ],
  [
    'a quota',
    'opensearch',
    restError(409, 'LimitExceededException', 'You have too many domains.'),
    ProvisionError,
    'LimitExceededException: You have too many domains. (HTTP 409, request request-1)',
    'Ask for a higher quota (Service Quotas in the AWS console), or delete what is not used any more.',
  ],
  [
    'throttling',
    'neptune',
    queryError(400, 'Throttling', 'Rate exceeded'),
    ReachabilityError,
    'Throttling: Rate exceeded (HTTP 400, request request-1)',
    'The account asks AWS too often: run fewer at the same time, or later.',
  ],
  [
    'a page of something else',
    'opensearch',
    answer(404, { 'content-type': 'text/html' }, '<html><p>Not here</html>'),
    ReachabilityError,
    'The answer has no error of AWS in it (HTTP 404).',
    'What answers there is not this AWS service: check AWS_ENDPOINT_URL, a proxy, a login page on the way.',
  ],
  [
    'an empty answer',
    'neptune',
    answer(503, {}, ''),
    ReachabilityError,
    'The answer has no error of AWS in it (HTTP 503).',
    'AWS does not serve the call just now: run again later.',
  ],
  [
    'a reset connection',
    'opensearch',
    (_, response) => response.destroy(),
    ReachabilityError,
    'ECONNRESET: socket hang up',
    'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.',
  ],
  [
    'half an answer',
    'opensearch',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9' })
      response.write('{', () => response.destroy())
    },
    ReachabilityError,
    'ECONNRESET: aborted (HTTP 200)',
    'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.',
  ],
  [
    'a fault nobody knows',
    'opensearch',
    restError(400, 'BrandNewException', 'Something.'),
    ProvisionError,
    'BrandNewException: Something. (HTTP 400, request request-1)',
    '',
  ],
])('%s is told in three lines', async ([, client, listener, Class, seen, hint]) => {
  const error = await failed(client, listener)
  expect(error).toBeInstanceOf(Class)
  expect(error.message.split('\n')).toEqual([call.what, seen, ...(hint ? [hint] : [])])
  expect(error.resource).toBe(resource)
  // What is repeated, tolerated or fatal is the same before and after.
  const { category, fault } = classify(error.cause)
  expect(classify(error)).toMatchObject({ category, fault })
})

test('a host that is not known, and a connection that is refused, are told with where', async () => {
  const unknown = toAwsError(await thrownAt('opensearch', 'http://nothing.invalid'), call) as AwsFixtureError
  expect(unknown).toBeInstanceOf(DnsError)
  expect(unknown.message).toMatch(
    /^OpenSearch domain vaf-a-1 could not be created\.\ngetaddrinfo E\w+ nothing\.invalid\nCheck the region, /,
  )
  const refused = toAwsError(await thrownAt('neptune', 'http://127.0.0.1:1'), call) as AwsFixtureError
  expect(refused).toBeInstanceOf(ReachabilityError)
  expect(refused.message.split('\n')[1]).toBe('connect ECONNREFUSED 127.0.0.1:1')
})

test('credentials that cannot be had say how to give them', () => {
  const error = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  })
  expect((toAwsError(error, { what: 'The account could not be asked for.' }) as Error).message).toBe(
    [
      'The account could not be asked for.',
      'CredentialsProviderError: Could not load credentials from any providers',
      "Give the run credentials, by AWS_PROFILE or as any AWS SDK finds them: 'aws sts get-caller-identity' has to work in the same shell.",
    ].join('\n'),
  )
})

test('several addresses that were tried in vain are told by the first', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:443'), { code: 'ECONNREFUSED' })
  const error = Object.assign(new AggregateError([refused], ''), { code: 'ECONNREFUSED' })
  expect((toAwsError(error, call) as Error).message.split('\n')[1]).toBe('connect ECONNREFUSED ::1:443')
})

test('an error of ours, what was stopped, and a mistake pass as they are', () => {
  const ours = new ConfigError('a')
  expect(toAwsError(ours, call)).toBe(ours)
  const stopped = new DOMException('stop', 'AbortError')
  expect(toAwsError(stopped, call)).toBe(stopped)
  const mistake = new TypeError('x is not a function')
  expect(toAwsError(mistake, call)).toBe(mistake)
  expect(toAwsError('a text', call)).toBe('a text')
})

test('every way to fail that the user can do something about says what', () => {
  expect(
    Object.entries(awsFailures)
      .filter(([, { hint }]) => !hint)
      .map(([kind]) => kind),
  ).toEqual(['unknown'])
})
