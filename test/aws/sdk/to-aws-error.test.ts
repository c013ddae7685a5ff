import { expect, test } from 'vitest'
import { iamAction } from '../../../src/aws/actions/actions.ts'
import * as awsMessages from '../../../src/aws/messages.ts'
import * as messages from '../../../src/aws/sdk/messages.ts'
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

/** The error of this package for a call of a real client. */
async function failed(client: Client, listener: Parameters<typeof thrownFor>[1]): Promise<AwsFixtureError> {
  return toAwsError(await thrownFor(client, listener), call) as AwsFixtureError
}

const user = 'arn:aws:sts::111122223333:assumed-role/ci/run-1'
const domain = 'arn:aws:es:eu-west-1:111122223333:domain/vaf-a-1'
const denied = `User: ${user} is not authorized to perform: es:CreateDomain on resource: ${domain}`

test('the error for a denied call names who was denied what, and which action to allow', async () => {
  const text = `${denied} because no identity-based policy allows the es:CreateDomain action`
  const error = await failed('opensearch', restError(403, 'AccessDeniedException', text))
  expect(error).toBeInstanceOf(PermissionError)
  expect(error).toMatchObject({ resource, denial: { action: 'es:CreateDomain', identity: user, target: domain } })
  expect(error.message).toBe(
    [
      `${resource} could not be created.`,
      `AccessDeniedException: ${text} (HTTP 403, request request-1)`,
      awsMessages.allow('es:CreateDomain', domain, user, undefined),
    ].join('\n'),
  )
  expect((error.cause as Error).name).toBe('AccessDeniedException')
})

test.for([
  [
    'with an explicit deny in a service control policy',
    awsMessages.removeDeny('es:CreateDomain', 'service control policy'),
  ],
  ['with an explicit deny in an identity-based policy', awsMessages.removeDeny('es:CreateDomain', 'IAM policy')],
  [
    'because no permissions boundary allows the es:CreateDomain action',
    awsMessages.allow('es:CreateDomain', domain, user, 'permissions boundary'),
  ],
  [
    'because no session policy allows the es:CreateDomain action',
    awsMessages.allow('es:CreateDomain', domain, user, 'session policy'),
  ],
] as const)('the error for a call that is denied %s names the policy to change', async ([why, hint]) => {
  const error = await failed('opensearch', restError(403, 'AccessDeniedException', `${denied} ${why}`))
  expect(error.message.split('\n')[2]).toBe(hint)
})

test('the error for a call that is denied without a reason names the action', async () => {
  const error = await failed('neptune', queryError(403, 'AccessDenied', 'You are not authorized.'))
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PERMISSION', denial: { action: 'es:CreateDomain' } })
  expect(error.message.split('\n')[2]).toBe(awsMessages.allow('es:CreateDomain', undefined, undefined, undefined))
})

test.for<[string, Client, Parameters<typeof thrownFor>[1], new (...args: never[]) => AwsFixtureError, string, string]>([
  [
    'a wrong parameter',
    'opensearch',
    restError(400, 'ValidationException', '1 validation error\n  detected'),
    ConfigError,
    'ValidationException: 1 validation error detected (HTTP 400, request request-1)',
    messages.hints.invalid,
  ],
  [
    'an expired token',
    'sts',
    queryError(403, 'ExpiredToken', 'The security token included in the request is expired'),
    CredentialsError,
    'ExpiredToken: The security token included in the request is expired (HTTP 403, request request-1)',
    messages.hints['expired-credentials'],
  ],
  [
    'no capacity',
    'neptune',
    queryError(400, 'InsufficientDBInstanceCapacity', 'None left.'),
    ProvisionError,
    'InsufficientDBInstanceCapacityFault: None left. (HTTP 400, request request-1)',
    messages.hints.capacity,
  ],
  [
    'a quota',
    'opensearch',
    restError(409, 'LimitExceededException', 'You have too many domains.'),
    ProvisionError,
    'LimitExceededException: You have too many domains. (HTTP 409, request request-1)',
    messages.hints.quota,
  ],
  [
    'throttling',
    'neptune',
    queryError(400, 'Throttling', 'Rate exceeded'),
    ReachabilityError,
    'Throttling: Rate exceeded (HTTP 400, request request-1)',
    messages.hints.throttled,
  ],
  [
    'a page of something else',
    'opensearch',
    answer(404, { 'content-type': 'text/html' }, '<html><p>Not here</html>'),
    ReachabilityError,
    messages.noErrorOfAws(' (HTTP 404)'),
    messages.hints.unreadable,
  ],
  [
    'an empty answer',
    'neptune',
    answer(503, {}, ''),
    ReachabilityError,
    messages.noErrorOfAws(' (HTTP 503)'),
    messages.hints.unavailable,
  ],
  [
    'a reset connection',
    'opensearch',
    (_, response) => response.destroy(),
    ReachabilityError,
    'ECONNRESET: socket hang up',
    messages.hints.unreachable,
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
    messages.hints.unreachable,
  ],
  [
    'a fault nobody knows',
    'opensearch',
    restError(400, 'BrandNewException', 'Something.'),
    ProvisionError,
    'BrandNewException: Something. (HTTP 400, request request-1)',
    '',
  ],
])(
  'the error for %s has lines for the call, the answer and the remedy',
  async ([, client, listener, Class, seen, hint]) => {
    const error = await failed(client, listener)
    expect(error).toBeInstanceOf(Class)
    expect(error.message.split('\n')).toEqual([call.what, seen, ...(hint ? [hint] : [])])
    expect(error.resource).toBe(resource)
    // The error is repeated, tolerated or fatal exactly as its cause.
    const { category, fault } = classify(error.cause)
    expect(classify(error)).toMatchObject({ category, fault })
  },
)

test('the errors for an unknown host and a refused connection name the address', async () => {
  const unknown = toAwsError(await thrownAt('opensearch', 'http://nothing.invalid'), call) as AwsFixtureError
  expect(unknown).toBeInstanceOf(DnsError)
  expect(unknown.message).toMatch(
    /^OpenSearch domain vaf-a-1 could not be created\.\ngetaddrinfo E\w+ nothing\.invalid\nCheck the region, /,
  )
  const refused = toAwsError(await thrownAt('neptune', 'http://127.0.0.1:1'), call) as AwsFixtureError
  expect(refused).toBeInstanceOf(ReachabilityError)
  expect(refused.message.split('\n')[1]).toBe('connect ECONNREFUSED 127.0.0.1:1')
})

test('the error for missing credentials says how to give some', () => {
  const error = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  })
  expect((toAwsError(error, { what: 'The account could not be asked for.' }) as Error).message).toBe(
    [
      'The account could not be asked for.',
      'CredentialsProviderError: Could not load credentials from any providers',
      messages.hints['no-credentials'],
    ].join('\n'),
  )
})

test('the error for several addresses that all failed names the first', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED ::1:443'), { code: 'ECONNREFUSED' })
  const error = Object.assign(new AggregateError([refused], ''), { code: 'ECONNREFUSED' })
  expect((toAwsError(error, call) as Error).message.split('\n')[1]).toBe('connect ECONNREFUSED ::1:443')
})

test('an error of this package, an aborted call and a mistake in code stay unchanged', () => {
  const ours = new ConfigError('a')
  expect(toAwsError(ours, call)).toBe(ours)
  const stopped = new DOMException('stop', 'AbortError')
  expect(toAwsError(stopped, call)).toBe(stopped)
  const mistake = new TypeError('x is not a function')
  expect(toAwsError(mistake, call)).toBe(mistake)
  expect(toAwsError('a text', call)).toBe('a text')
})
