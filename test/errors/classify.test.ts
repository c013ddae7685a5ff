import { errors } from '@opensearch-project/opensearch'
import { expect, test } from 'vitest'
import { retryConflicts } from '../../src/clients/gremlin/retry-conflicts.ts'
import { classify, type ErrorKind } from '../../src/errors/classify.ts'
import { ConfigError, ReachabilityError } from '../../src/errors/errors.ts'
import { conflictOf } from '../../src/errors/gremlin-conflict.ts'
import { PauselessClock } from '../clients/pauseless-clock.ts'

const coded = (code: string) => Object.assign(new Error('no matter what'), { code })
const named = (name: string) => Object.assign(new Error('no matter what'), { name })

/** A response error as the official OpenSearch client throws it. */
const answered = (statusCode: number, body: unknown = '', headers = {}) =>
  new errors.ResponseError({ statusCode, body, headers, warnings: null, meta: {} } as never)

/** A response error as the Gremlin driver throws it. */
const gremlin = (statusCode: number, statusMessage: string, exceptions: string[] = []) =>
  Object.assign(new Error(`Server error: ${statusMessage} (${statusCode})`), {
    name: 'ResponseError',
    statusCode,
    statusMessage,
    statusAttributes: new Map([['exceptions', exceptions]]),
  })
const neptune = (statusCode: number, code: string) =>
  gremlin(statusCode, JSON.stringify({ requestId: '1', code, detailedMessage: 'no matter what' }))

test.for<[string, unknown, ErrorKind, string, string]>([
  ['a refused connection', coded('ECONNREFUSED'), 'unreachable', 'temporary', 'aws'],
  ['a reset connection', coded('ECONNRESET'), 'interrupted', 'temporary', 'aws'],
  ['an unknown host', coded('ENOTFOUND'), 'unresolved', 'temporary', 'aws'],
  ['a resolver that is busy', coded('EAI_AGAIN'), 'unresolved', 'temporary', 'aws'],
  ['a connect that takes too long', coded('ETIMEDOUT'), 'timeout', 'temporary', 'aws'],
  [
    'fetch, which wraps its cause',
    new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
    'unreachable',
    'temporary',
    'aws',
  ],
  [
    'several addresses',
    new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    'unreachable',
    'temporary',
    'aws',
  ],
  ['an unknown authority', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'untrusted', 'configuration', 'user'],
  ['a certificate of another', coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'untrusted', 'configuration', 'user'],
  ['a WebSocket frame that is none', coded('WS_ERR_INVALID_OPCODE'), 'unreadable', 'resource', 'aws'],
  ['an abort', new DOMException('stop', 'AbortError'), 'aborted', 'resource', 'user'],
  ['credentials that cannot be had', named('CredentialsProviderError'), 'no-credentials', 'configuration', 'user'],
  ['an expired token, of the SDK', named('ExpiredTokenException'), 'expired-credentials', 'configuration', 'user'],
  ['a throttled call', named('ThrottlingException'), 'throttled', 'temporary', 'aws'],
  ['a denied call', named('AccessDeniedException'), 'denied', 'configuration', 'user'],
  [
    'the official client, without a cause',
    new errors.ConnectionError('socket hang up', {} as never),
    'interrupted',
    'temporary',
    'aws',
  ],
  [
    'the official client, with one',
    Object.assign(new errors.ConnectionError('x', {} as never), { cause: coded('ECONNREFUSED') }),
    'unreachable',
    'temporary',
    'aws',
  ],
  ['its time limit', new errors.TimeoutError('x', {} as never), 'timeout', 'temporary', 'aws'],
  ['its abort', new errors.RequestAbortedError('x'), 'aborted', 'resource', 'user'],
  [
    'an index that is not there',
    answered(404, { error: { type: 'index_not_found_exception' } }),
    'not-found',
    'configuration',
    'user',
  ],
  [
    'a version conflict',
    answered(409, { error: { type: 'version_conflict_engine_exception' } }),
    'conflict',
    'temporary',
    'aws',
  ],
  ['a full queue', answered(429, { error: { type: 'rejected_execution_exception' } }), 'throttled', 'temporary', 'aws'],
  ['a read-only index', answered(403, { error: { type: 'cluster_block_exception' } }), 'read-only', 'temporary', 'aws'],
  [
    'fine-grained access control',
    answered(403, { error: { type: 'security_exception' } }),
    'denied',
    'configuration',
    'user',
  ],
  [
    'a bad signature',
    answered(403, {}, { 'x-amzn-errortype': 'InvalidSignatureException' }),
    'signature',
    'configuration',
    'user',
  ],
  [
    'an old signature',
    answered(403, { message: 'Signature expired: 1 is now earlier than 2' }),
    'clock',
    'configuration',
    'user',
  ],
  ["a load balancer's 503", answered(503, '<html>'), 'unavailable', 'temporary', 'aws'],
  ["a load balancer's 504", answered(504), 'timeout', 'temporary', 'aws'],
  ['a conflict on Neptune', neptune(500, 'ConcurrentModificationException'), 'conflict', 'temporary', 'aws'],
  ['a reader of Neptune', neptune(500, 'ReadOnlyViolationException'), 'read-only', 'temporary', 'aws'],
  ['a query of Neptune that takes too long', neptune(500, 'TimeLimitExceededException'), 'timeout', 'temporary', 'aws'],
  ['a busy Neptune', neptune(429, 'ThrottlingException'), 'throttled', 'temporary', 'aws'],
  ['a script that Neptune cannot read', neptune(400, 'MalformedQueryException'), 'invalid', 'configuration', 'user'],
  [
    'a conflict on TinkerGraph',
    gremlin(500, 'Conflict: element modified in another transaction', [
      'org.apache.tinkerpop.gremlin.structure.util.TransactionException',
    ]),
    'conflict',
    'temporary',
    'aws',
  ],
  [
    'a conflict in the collections of a graph',
    gremlin(500, '', ['java.util.ConcurrentModificationException']),
    'conflict',
    'temporary',
    'aws',
  ],
  [
    'a script with a fault',
    gremlin(597, 'No such property: x', ['groovy.lang.MissingPropertyException']),
    'invalid',
    'configuration',
    'user',
  ],
  ['an evaluation that takes too long', gremlin(598, 'A timeout occurred'), 'timeout', 'temporary', 'aws'],
  [
    'a lost connection of ours',
    new ReachabilityError('x', { cause: named('ConnectionLost') }),
    'interrupted',
    'temporary',
    'aws',
  ],
  ['another error of ours', new ConfigError('x'), 'ours', 'configuration', 'user'],
  [
    'a text that only sounds like one',
    new Error('ConcurrentModificationException: ECONNREFUSED 403'),
    'unknown',
    'resource',
    'plugin',
  ],
  ['nothing', undefined, 'unknown', 'resource', 'plugin'],
  ['a text', 'ECONNREFUSED', 'unknown', 'resource', 'plugin'],
])('the error of %s is classified', ([, error, kind, category, fault]) => {
  expect(classify(error)).toEqual({ kind, category, fault })
})

test('an error that is its own cause is classified without a loop', () => {
  const error = new Error('round and round')
  error.cause = error
  expect(classify(error).kind).toBe('unknown')
})

test('retryConflicts repeats only writes that met a conflict, at most eight times', async () => {
  const conflict = neptune(500, 'ConcurrentModificationException')
  const clock = new PauselessClock()
  const met: string[] = []
  let calls = 0
  const write = async () => {
    calls += 1
    if (calls < 4) throw conflict
    return calls
  }
  expect(await retryConflicts(write, { clock, onConflict: (kind) => met.push(kind) })).toBe(4)
  expect(met).toEqual([
    'ConcurrentModificationException',
    'ConcurrentModificationException',
    'ConcurrentModificationException',
  ])
  calls = -100
  await expect(retryConflicts(write, { clock })).rejects.toBe(conflict)
  expect(calls).toBe(-92)
  const fault = gremlin(597, 'No such property: x')
  const failing = () => {
    calls += 1
    return Promise.reject(fault)
  }
  await expect(retryConflicts(failing, { clock })).rejects.toBe(fault)
  expect(calls).toBe(-91)
})

test('a conflict is recognised by its name and not by its text', () => {
  expect(conflictOf(gremlin(500, 'Conflict: element modified in another transaction'))).toBeUndefined()
  expect(conflictOf(new Error('ConcurrentModificationException'))).toBeUndefined()
  expect(conflictOf(neptune(500, 'InternalFailureException'))).toBeUndefined()
  expect(conflictOf(undefined)).toBeUndefined()
})
