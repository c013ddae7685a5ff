import { globSync, readFileSync } from 'node:fs'
import { types } from 'node:util'
import { expect, test } from 'vitest'
import {
  type AwsFixtureError,
  CleanupError,
  ClientRejectedError,
  ConfigError,
  CredentialsError,
  DatasetError,
  DnsError,
  EnginesStoppedError,
  type ErrorByCode,
  errorClasses,
  hasErrorCode,
  LeakedResourceError,
  NamespaceError,
  OwnershipError,
  PermissionError,
  ProvisionError,
  ReachabilityError,
  UnexpectedStateError,
  WaitTimeoutError,
} from '../../src/errors/errors.ts'
import { fromPlainError, toPlainError } from '../../src/errors/plain-error.ts'

const cause = Object.assign(new Error('fetch failed', { cause: new Error('deeper') }), {
  code: 'ECONNREFUSED',
  errno: -111,
})
const details = { resource: 'OpenSearch domain vaf-1', cause }
const record = {
  what: 'A',
  target: 'ready',
  lastState: 'no',
  elapsedMs: 9,
  attempts: 1,
  seen: { no: 1 },
  errors: { E: 1 },
}

/** One of each class, with every field that the class has. A code without one does not compile. */
const examples: { readonly [Code in keyof ErrorByCode]: ErrorByCode[Code] } = {
  AWS_FIXTURE_CONFIG: new ConfigError(['failed', 'seen', 'to do'], details),
  AWS_FIXTURE_CREDENTIALS: new CredentialsError('a', details),
  AWS_FIXTURE_PERMISSION: new PermissionError('a', {
    ...details,
    denial: {
      action: 'es:CreateDomain',
      actions: ['es:CreateDomain', 'es:AddTags'],
      identity: 'arn:1',
      target: 'arn:2',
    },
  }),
  AWS_FIXTURE_CLIENT_REJECTED: new ClientRejectedError('a', { ...details, endpoint: 'https://a', status: 403 }),
  AWS_FIXTURE_DATASET: new DatasetError('a', details),
  AWS_FIXTURE_OWNERSHIP: new OwnershipError('a', details),
  AWS_FIXTURE_DNS: new DnsError('a', details),
  AWS_FIXTURE_REACHABILITY: new ReachabilityError('a', details),
  AWS_FIXTURE_WAIT_TIMEOUT: new WaitTimeoutError(record, { ...details, hint: 'Wait longer.' }),
  AWS_FIXTURE_PROVISION: new ProvisionError('a', { ...details, fault: 'aws' }),
  AWS_FIXTURE_ENGINES_STOPPED: new EnginesStoppedError('a', details),
  AWS_FIXTURE_UNEXPECTED_STATE: new UnexpectedStateError('a', { ...details, state: 'failed' }),
  AWS_FIXTURE_NAMESPACE: new NamespaceError('a', { ...details, fault: 'user' }),
  AWS_FIXTURE_LEAKED_RESOURCE: new LeakedResourceError('a', details),
  AWS_FIXTURE_CLEANUP: new CleanupError([
    { step: 'index a', error: new LeakedResourceError('still there', details) },
    { step: 'engine', error: 'a text was thrown' },
  ]),
}

const carried = (error: unknown) => fromPlainError(JSON.parse(JSON.stringify(toPlainError(error))))

test.for(Object.entries(examples) as [keyof ErrorByCode, AwsFixtureError][])(
  'an error with the code %s crosses processes with its class and every field',
  ([code, error]) => {
    const back = carried(error) as AwsFixtureError
    expect(back).toStrictEqual(error)
    expect(
      Object.entries(back)
        .map(([key]) => key)
        .sort(),
    ).toEqual(Object.keys(error).sort())
    expect(back).toBeInstanceOf(errorClasses[code])
    expect(types.isNativeError(back)).toBe(true)
    expect(hasErrorCode(back, code)).toBe(true)
    expect([back.stack, back.retryable]).toEqual([error.stack, error.retryable])
    expect((back.cause as Error).stack).toBe((error.cause as Error).stack)
    // A structured clone, as between threads and from Vitest's main process to its workers, carries the same.
    expect(fromPlainError(structuredClone(toPlainError(error)))).toStrictEqual(error)
  },
)

test('every class that src defines is in the map of codes, under its own code', () => {
  const defined = globSync('src/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/class (\w+) extends AwsFixtureError/g)].map(([, name]) => name!),
  )
  expect(defined.length).toBeGreaterThan(10)
  expect(
    Object.values(errorClasses)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(defined.sort())
  expect(Object.entries(errorClasses).map(([code, one]) => [code, one.code])).toEqual(
    Object.keys(errorClasses).map((code) => [code, code]),
  )
})

test('the package exports every class in the map of codes', () => {
  const index = readFileSync('src/index.ts', 'utf8')
  const [, names = ''] = /export \{([^}]*)\} from '\.\/errors\/errors\.ts'/.exec(index) ?? []
  const exported = names.split(',').map((name) => name.trim())
  expect(exported).toEqual(expect.arrayContaining(Object.values(errorClasses).map(({ name }) => name)))
})

test('a subclass crosses as the class of its code, with its own name', () => {
  class DomainBeingDeletedError extends ProvisionError {}
  const back = carried(new DomainBeingDeletedError('a'))
  expect(back).toBeInstanceOf(ProvisionError)
  expect(back.name).toBe('DomainBeingDeletedError')
})

test('an error of another library keeps its name, code, stack and causes, and nothing that nests in it', () => {
  const error = Object.assign(new Error('refused'), {
    name: 'ResponseError',
    statusCode: 403,
    meta: { request: { headers: { authorization: 'secret' } } },
    socket: process.stdout,
    retry: () => {},
  })
  const back = carried(new Error('outer', { cause: error }))
  expect(back.cause).toMatchObject({ name: 'ResponseError', message: 'refused', statusCode: 403 })
  expect((back.cause as Error).stack).toBe(error.stack)
  expect(Object.keys(back.cause as Error).sort()).toEqual(['statusCode'])
  const several = carried(new AggregateError([cause, new Error('b')], 'all failed')) as AggregateError
  expect(several.errors).toMatchObject([{ code: 'ECONNREFUSED' }, { message: 'b' }])
})

test.for(['toString', 'constructor', '__proto__'])(
  'an error of another library with the code %s stays an Error, although every object has that property',
  (code) => {
    const back = carried(Object.assign(new Error('foreign'), { code, nested: { secret: 'a' } }))
    expect(Object.getPrototypeOf(back)).toBe(Error.prototype)
    expect(back).toMatchObject({ message: 'foreign', code })
    expect(back).not.toHaveProperty('nested')
  },
)

test('a circle of causes ends, and what is no error becomes one', () => {
  const circle = new Error('a')
  circle.cause = circle
  expect(carried(circle).cause).toMatchObject({ message: 'a' })
  expect(carried('a text')).toMatchObject({ name: 'Error', message: 'a text' })
  expect(
    fromPlainError({ name: 'NewError', message: 'a', fields: { code: 'AWS_FIXTURE_OF_THE_FUTURE' } }),
  ).toMatchObject({
    name: 'NewError',
    code: 'AWS_FIXTURE_OF_THE_FUTURE',
  })
})
