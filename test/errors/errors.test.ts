import { expect, test } from 'vitest'
import {
  type AwsFixtureError,
  CleanupError,
  ClientRejectedError,
  ConfigError,
  CredentialsError,
  DatasetError,
  DnsError,
  hasErrorCode,
  isAwsFixtureError,
  LeakedResourceError,
  messageOf,
  NamespaceError,
  OwnershipError,
  PermissionError,
  ProvisionError,
  ReachabilityError,
  UnexpectedStateError,
  WaitTimeoutError,
} from '../../src/errors/errors.ts'

const record = { what: 'A', target: 'ready', lastState: 'starting', elapsedMs: 1_250, attempts: 0, seen: {} }

test.for<[string, AwsFixtureError, string, string]>([
  ['AWS_FIXTURE_CONFIG', new ConfigError(''), 'configuration', 'user'],
  ['AWS_FIXTURE_CREDENTIALS', new CredentialsError(''), 'configuration', 'user'],
  ['AWS_FIXTURE_PERMISSION', new PermissionError(''), 'configuration', 'user'],
  ['AWS_FIXTURE_DNS', new DnsError(''), 'temporary', 'aws'],
  ['AWS_FIXTURE_REACHABILITY', new ReachabilityError(''), 'temporary', 'user'],
  ['AWS_FIXTURE_PROVISION', new ProvisionError(''), 'resource', 'plugin'],
  ['AWS_FIXTURE_UNEXPECTED_STATE', new UnexpectedStateError('', { state: 'failed' }), 'resource', 'plugin'],
  ['AWS_FIXTURE_WAIT_TIMEOUT', new WaitTimeoutError(record), 'temporary', 'plugin'],
  ['AWS_FIXTURE_CLIENT_REJECTED', new ClientRejectedError('', { endpoint: 'e' }), 'configuration', 'user'],
  ['AWS_FIXTURE_DATASET', new DatasetError(''), 'configuration', 'user'],
  ['AWS_FIXTURE_NAMESPACE', new NamespaceError(''), 'resource', 'plugin'],
  ['AWS_FIXTURE_LEAKED_RESOURCE', new LeakedResourceError(''), 'resource', 'user'],
  ['AWS_FIXTURE_OWNERSHIP', new OwnershipError(''), 'configuration', 'user'],
  ['AWS_FIXTURE_CLEANUP', new CleanupError([]), 'resource', 'plugin'],
])('an error with the code %s has its class, category and fault', ([code, error, category, fault]) => {
  expect({ code: error.code, category: error.category, fault: error.fault }).toEqual({ code, category, fault })
  expect(error.retryable).toBe(category === 'temporary')
  expect(error.name).toBe(error.constructor.name)
  expect(error).toBeInstanceOf(Error)
})

test('the message of an error has only the lines that are given', () => {
  expect(new ConfigError(['what failed', undefined, '', 'what to do']).message).toBe('what failed\nwhat to do')
})

test('an error carries its resource and its cause, and neither field where there is none', () => {
  const cause = new Error('deeper')
  expect(new ProvisionError('a', { resource: 'engine', cause })).toMatchObject({ resource: 'engine', cause })
  const bare = new ProvisionError('a', { resource: undefined })
  expect('resource' in bare).toBe(false)
  expect('cause' in bare).toBe(false)
})

test('the errors of an unexpected state and of a rejected client carry the state, the endpoint and the status', () => {
  expect(new UnexpectedStateError('a', { state: 'failed' }).state).toBe('failed')
  const rejected = new ClientRejectedError('a', { endpoint: 'https://127.0.0.1:9200', status: 403 })
  expect(rejected).toMatchObject({ endpoint: 'https://127.0.0.1:9200', status: 403 })
  expect('status' in new ClientRejectedError('a', { endpoint: 'e', status: undefined })).toBe(false)
})

test('the error of a denial carries what is denied, and the error of a provision who has to act', () => {
  const denial = { action: 'es:CreateDomain', identity: 'arn:aws:iam::111122223333:user/a' }
  expect(new PermissionError('a', { denial }).denial).toEqual(denial)
  expect(new PermissionError('a').denial).toEqual({})
  expect(new ProvisionError('a', { fault: 'aws' }).fault).toBe('aws')
})

test('the error of a wait carries its record, and its message describes it', () => {
  expect(new WaitTimeoutError(record).message).toBe(
    'A did not become ready within 1.3 s.\nLast state: starting. Seen in 0 polls: nothing.',
  )
  const looked = { ...record, attempts: 3, seen: { starting: 2, absent: 1 } }
  expect(new WaitTimeoutError(looked, { hint: 'Wait longer.' }).message).toBe(
    'A did not become ready within 1.3 s.\nLast state: starting. Seen in 3 polls: starting x2, absent x1.\nWait longer.',
  )
  const failed = { ...looked, errors: { ThrottlingException: 2 }, lastError: 'Rate exceeded\nid 7' }
  expect(new WaitTimeoutError(failed).message).toMatch(
    /absent x1\. Failed polls: ThrottlingException x2; the last: Rate exceeded$/,
  )
})

test('the error of a cleanup lists every failure, and its cause is the first', () => {
  const failures = [
    { step: 'index a', error: new LeakedResourceError('still there') },
    { step: 'engine', error: 'a text was thrown' },
  ]
  const error = new CleanupError(failures)
  expect(error.message).toBe(
    'The cleanup could not be proved: 2 of its steps failed.\n- index a: still there\n- engine: a text was thrown',
  )
  expect(error.failures).toBe(failures)
  expect(error.cause).toBe(failures[0]?.error)
})

test('errors of this package are recognised by their code, also as plain data from another process', () => {
  const error = new DatasetError('a')
  const plain = { code: 'AWS_FIXTURE_DATASET', message: 'a' }
  for (const one of [error, plain]) {
    expect(isAwsFixtureError(one)).toBe(true)
    expect(hasErrorCode(one, 'AWS_FIXTURE_DATASET')).toBe(true)
    expect(hasErrorCode(one, 'AWS_FIXTURE_CONFIG')).toBe(false)
  }
  for (const other of [new Error('a'), { code: 'ENOENT' }, { code: 7 }, 'AWS_FIXTURE_DATASET', null, undefined]) {
    expect(isAwsFixtureError(other)).toBe(false)
  }
})

test('messageOf has a text for anything that was thrown', () => {
  expect([new Error('a'), { message: 'b' }, 'c', undefined].map(messageOf)).toEqual(['a', 'b', 'c', 'undefined'])
})
