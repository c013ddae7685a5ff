import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as neptune from '@aws-sdk/client-neptune'
import * as neptuneData from '@aws-sdk/client-neptunedata'
import * as openSearch from '@aws-sdk/client-opensearch'
import * as sts from '@aws-sdk/client-sts'
import { errors as clientErrors } from '@opensearch-project/opensearch'
import { isClockSkewError, isThrottlingError, isTransientError } from '@smithy/core/retry'
import { errors as undiciErrors } from 'undici'
import { expect, test } from 'vitest'
import { classify, type ErrorKind } from '../../src/errors/classify.ts'
import { kindOfWord, wordsByOrigin } from '../../src/errors/foreign-codes.ts'
import { openSearchTypes, wireCodes } from '../clients/wire-codes.ts'

const lacking = (words: Iterable<string>) => [...words].filter((word) => kindOfWord(word) === undefined)

const sdks = { neptune, neptuneData, openSearch, sts }

/** The names of a package's error classes, without their base class, whose errors have other names. */
function errorClasses(module: object): string[] {
  const classes = Object.entries(module).filter(
    ([, exported]) => typeof exported === 'function' && exported.prototype instanceof Error,
  )
  const extended = new Set(classes.map(([, Class]) => Object.getPrototypeOf(Class)))
  return classes.filter(([, Class]) => !extended.has(Class)).map(([name]) => name)
}

test('each foreign code is in the table once, so that it has one meaning from every origin', () => {
  const words = Object.values(wordsByOrigin).flatMap(Object.keys)
  expect(words.filter((word, n) => words.indexOf(word) !== n)).toEqual([])
})

test.for(Object.keys(sdks) as (keyof typeof sdks)[])(
  'the table of foreign codes has every error class of the SDK of %s',
  (name) => {
    const classes = errorClasses(sdks[name])
    expect(classes.length).toBeGreaterThan(10)
    expect(lacking(classes)).toEqual([])
  },
)

test('the table of foreign codes gives a name in an SDK and its name on the wire the same meaning', () => {
  const schemas = Object.values(sdks).flatMap((sdk) => Object.values(sdk).filter(Array.isArray))
  const names = schemas.flatMap(([, , name, traits]): [string, string][] =>
    traits?.awsQueryError ? [[name, traits.awsQueryError[0]]] : [],
  )
  expect(names.length).toBeGreaterThan(60)
  expect(names).toContainEqual(['DBInstanceNotFoundFault', 'DBInstanceNotFound'])
  expect(names.filter(([name, wire]) => !kindOfWord(wire) || kindOfWord(name) !== kindOfWord(wire))).toEqual([])
})

test.for([
  [
    'opensearch',
    'CreateDomain DescribeDomain DescribeDomains DescribeDomainConfig DescribeDomainChangeProgress ListDomainNames ' +
      'AddTags ListTags RemoveTags DeleteDomain UpdateDomainConfig',
  ],
  [
    'neptune',
    'CreateDBCluster DescribeDBClusters CreateDBInstance DescribeDBInstances ModifyDBCluster DeleteDBInstance ' +
      'DeleteDBCluster StartDBCluster StopDBCluster ListTagsForResource AddTagsToResource RemoveTagsFromResource',
  ],
  ['sts', 'GetCallerIdentity AssumeRole AssumeRoleWithWebIdentity'],
] as const)('the table of foreign codes has every error that the calls to %s can throw', ([client, operations]) => {
  const folder = dirname(createRequire(import.meta.url).resolve(`@aws-sdk/client-${client}/package.json`))
  const thrown = operations.split(' ').flatMap((operation) => {
    const types = readFileSync(join(folder, 'dist-types', 'commands', `${operation}Command.d.ts`), 'utf8')
    return [...types.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => name!)
  })
  const named = new Set(thrown.filter((name) => !name.endsWith('ServiceException')))
  expect(thrown.length).toBeGreaterThan(named.size)
  expect(lacking(named)).toEqual([])
})

test('the table of foreign codes has every code that only the wire has', () => {
  expect(lacking(wireCodes)).toEqual([])
})

test('the table of foreign codes has every error type of the OpenSearch engine that clients meet', () => {
  expect(lacking(openSearchTypes)).toEqual([])
})

test('the table of foreign codes has every code of the HTTP and WebSocket libraries', () => {
  const undici = Object.values(undiciErrors)
    .map((Class) => String(new (Class as new (...args: unknown[]) => { code?: unknown })('', 500, {}).code))
    .filter((code) => code.startsWith('UND_ERR_'))
  const require = createRequire(import.meta.url)
  const ws = ['receiver.js', 'permessage-deflate.js'].flatMap((file) => {
    const source = readFileSync(join(dirname(require.resolve('ws/package.json')), 'lib', file), 'utf8')
    return [...source.matchAll(/WS_ERR_\w+/g)].map(([code]) => code)
  })
  expect(undici.length).toBeGreaterThan(15)
  expect(ws.length).toBeGreaterThan(10)
  expect(lacking(new Set([...undici, ...ws]))).toEqual([])
  // ConnectionError only says that the connection failed, ResponseError has the answer, and OpenSearchClientError is the base of all.
  const ofClient = Object.keys(clientErrors).filter(
    (name) => !/^(OpenSearchClient|Connection|Response)Error$/.test(name),
  )
  expect(lacking(ofClient)).toEqual([])
})

const named = (name: string) => Object.assign(new Error('no matter what'), { name, $metadata: {} })

test('the table of foreign codes has throttling, temporary faults and wrong clocks as the SDK has them', () => {
  const words = Object.values(wordsByOrigin).flatMap(Object.keys)
  const kindsOf = (is: (error: never) => boolean) => {
    const kinds: Partial<Record<ErrorKind, string[]>> = {}
    for (const word of words.filter((word) => is(named(word) as never))) {
      const kind = kindOfWord(word)!
      kinds[kind] = [...(kinds[kind] ?? []), word]
    }
    return kinds
  }
  const throttling = kindsOf(isThrottlingError)
  expect(throttling.throttled).toContain('ProvisionedThroughputExceededException')
  // The services used here answer with it for a quota.
  expect(throttling).toEqual({ throttled: throttling.throttled!, quota: ['LimitExceededException'] })
  expect(Object.keys(kindsOf(isTransientError))).toEqual(['timeout'])
  const { clock, signature, ...others } = kindsOf(isClockSkewError)
  expect(clock).toEqual(['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed'])
  expect(signature).toEqual(['AuthFailure', 'InvalidSignatureException', 'SignatureDoesNotMatch'])
  // For this one the SDK also compares the clock of the answer.
  expect(others).toEqual({ denied: ['AccessDeniedException'] })
})

test.for([
  ...['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_SOCKET_CONNECTION_TIMEOUT', 'TimeoutError', 'RequestTimeout'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL', 'ENODATA'],
  ...['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'SlowDown', 'TooManyRequestsException'],
  ...['ServiceUnavailable', 'InternalFailure', 'InternalException', 'DependencyFailureException'],
  ...['InvalidDBClusterStateFault', 'InvalidDBInstanceState', 'ConflictException'],
  ...['rejected_execution_exception', 'ConcurrentModificationException'],
])('an error with the foreign code %s is temporary', (word) => {
  expect(classify(Object.assign(new Error('x'), { code: word })).category).toBe('temporary')
  expect(classify(named(word)).category).toBe('temporary')
})

test.for([
  ...['CredentialsProviderError', 'TokenProviderError', 'ExpiredToken', 'ExpiredTokenException', 'AuthFailure'],
  ...['InvalidClientTokenId', 'SignatureDoesNotMatch', 'UnrecognizedClientException', 'RequestTimeTooSkewed'],
  ...[
    'AccessDenied',
    'AccessDeniedException',
    'UnauthorizedOperation',
    'KMSKeyNotAccessibleFault',
    'security_exception',
  ],
  ...['OptInRequired', 'RegionDisabledException', 'DisabledOperationException'],
  ...[
    'ValidationException',
    'InvalidParameterCombination',
    'InvalidParameterValue',
    'MissingParameter',
    'InvalidSubnet',
  ],
  ...['DBSubnetGroupDoesNotCoverEnoughAZs', 'DBSubnetGroupNotFoundFault', 'InvalidVPCNetworkStateFault'],
  ...['LimitExceededException', 'InstanceQuotaExceeded', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('an error with the foreign code %s is permanent, and the user has to act', (word) => {
  expect(classify(named(word))).toMatchObject({ category: 'configuration', fault: 'user' })
})

test.for([
  ...['InsufficientDBInstanceCapacity', 'InsufficientDBInstanceCapacityFault', 'BaseException'],
  ...['DBClusterAlreadyExistsFault', 'DBInstanceAlreadyExists', 'ResourceAlreadyExistsException'],
])('an error with the foreign code %s is the fault of the resource, so the same call fails again', (word) => {
  expect(classify(named(word)).category).toBe('resource')
})
