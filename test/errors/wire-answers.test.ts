import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { classify, type ErrorKind } from '../../src/errors/classify.ts'
import { answer, type Client, queryError, restError, thrownAt, thrownFor } from '../clients/wire-answers.ts'

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }
const page = (title: string) =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p></html>`
const xmlLikePage = '<html><body><h1>404 Not Found</h1></body></html>'

const cut: RequestListener = (_, response) => {
  response.writeHead(200, { ...json, 'content-length': '1000' })
  response.write('{"Dom', () => response.destroy())
}

test.for<[string, Client, RequestListener, ErrorKind, string]>([
  [
    'REST: a type in the header, at whatever status',
    'opensearch',
    restError(409, 'ResourceNotFoundException', 'Domain not found: a-domain'),
    'not-found',
    'configuration',
  ],
  [
    'REST: an emulator’s status',
    'opensearch',
    restError(404, 'ResourceNotFoundException', 'x'),
    'not-found',
    'configuration',
  ],
  [
    'REST: a type with a namespace',
    'opensearch',
    restError(400, 'com.amazonaws.es#ThrottlingException:http://internal', 'Rate exceeded'),
    'throttled',
    'temporary',
  ],
  [
    'REST: a type in the body',
    'opensearch',
    answer(403, json, '{"__type":"com.amazonaws#ExpiredTokenException","message":"x"}'),
    'expired-credentials',
    'configuration',
  ],
  [
    'REST: a type that only the wire has',
    'opensearch',
    restError(403, 'InvalidSignatureException', 'Signature expired: 20261125T000000Z is now earlier than …'),
    'clock',
    'configuration',
  ],
  [
    'REST: no type, and a text that says who asked',
    'opensearch',
    answer(403, json, '{"message":"The security token included in the request is invalid."}'),
    'signature',
    'configuration',
  ],
  [
    'REST: no type, and a text that says it is denied',
    'opensearch',
    answer(403, json, '{"Message":"User: anonymous is not authorized to perform: es:DescribeDomain"}'),
    'signature',
    'configuration',
  ],
  ['REST: a server error without a word', 'opensearch', answer(500, {}, ''), 'unavailable', 'temporary'],
  ['REST: an empty object', 'opensearch', answer(503, json, '{}'), 'unavailable', 'temporary'],
  ['REST: throttled without a word', 'opensearch', answer(429, {}, ''), 'throttled', 'temporary'],
  [
    'REST: a type nobody knows yet, of the client',
    'opensearch',
    restError(400, 'BrandNewException', 'x'),
    'unknown',
    'resource',
  ],
  [
    'REST: a type nobody knows yet, of the server',
    'opensearch',
    restError(500, 'BrandNewException', 'x'),
    'unavailable',
    'temporary',
  ],
  ['REST: a page with 404', 'opensearch', answer(404, html, page('404 Not Found')), 'unreadable', 'resource'],
  ['REST: a page with 200', 'opensearch', answer(200, html, page('Log in')), 'unreadable', 'resource'],
  ['REST: a page with 500', 'opensearch', answer(500, html, page('Internal Server Error')), 'unavailable', 'temporary'],
  ['REST: a page with 503', 'opensearch', answer(503, html, page('Service Unavailable')), 'unavailable', 'temporary'],
  ['REST: a page with 504', 'opensearch', answer(504, html, page('Gateway Timeout')), 'timeout', 'temporary'],
  ['REST: a page with 403', 'opensearch', answer(403, html, page('Forbidden')), 'unreadable', 'resource'],
  ['REST: a reset connection', 'opensearch', (_, response) => response.destroy(), 'interrupted', 'temporary'],
  ['REST: half an answer', 'opensearch', cut, 'interrupted', 'temporary'],
  [
    "Query: the wire's code, which the SDK translates",
    'neptune',
    queryError(404, 'DBInstanceNotFound', 'DBInstance a not found.'),
    'not-found',
    'configuration',
  ],
  [
    "Query: the SDK's name on the wire, as emulators send it",
    'neptune',
    queryError(404, 'DBInstanceNotFoundFault', 'x'),
    'not-found',
    'configuration',
  ],
  [
    'Query: a code without a class',
    'neptune',
    queryError(400, 'Throttling', 'Rate exceeded'),
    'throttled',
    'temporary',
  ],
  [
    'Query: a capacity error',
    'neptune',
    queryError(400, 'InsufficientDBInstanceCapacity', 'x'),
    'capacity',
    'resource',
  ],
  ['Query: a state', 'neptune', queryError(400, 'InvalidDBClusterStateFault', 'x'), 'state', 'temporary'],
  ['Query: a combination', 'neptune', queryError(400, 'InvalidParameterCombination', 'x'), 'invalid', 'configuration'],
  [
    'Query: an access key nobody knows',
    'sts',
    queryError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
    'signature',
    'configuration',
  ],
  ['Query: an expired token', 'sts', queryError(403, 'ExpiredToken', 'x'), 'expired-credentials', 'configuration'],
  ['Query: an empty body', 'neptune', answer(503, {}, ''), 'unavailable', 'temporary'],
  ['Query: a page with 404', 'neptune', answer(404, html, page('404 Not Found')), 'unreadable', 'resource'],
  ['Query: a page that happens to be XML', 'neptune', answer(404, html, xmlLikePage), 'unreadable', 'resource'],
  ['Query: a page with 500', 'neptune', answer(500, html, page('Internal Server Error')), 'unavailable', 'temporary'],
  ['Query: a text with 502', 'neptune', answer(502, {}, 'Bad gateway'), 'unavailable', 'temporary'],
  ['Query: a reset connection', 'neptune', (_, response) => response.destroy(), 'interrupted', 'temporary'],
])('the SDK error for “%s” is classified', async ([, client, listener, kind, category]) => {
  expect(classify(await thrownFor(client, listener))).toMatchObject({ kind, category })
})

test.for<[string, string, ErrorKind]>([
  ['no server listens', 'http://127.0.0.1:1', 'unreachable'],
  ['the host does not resolve', 'http://nothing.invalid', 'unresolved'],
])('the SDK error is classified when %s', async ([, endpoint, kind]) => {
  expect(classify(await thrownAt('opensearch', endpoint))).toMatchObject({ kind, category: 'temporary' })
})

test.for([
  ['ValidationException', 'Domain is still being deleted', 'exists'],
  ['ValidationException', 'The passed role has not propagated yet', 'propagating'],
  ['InvalidTypeException', 'Error setting policy: [{…}]', 'propagating'],
  ['InvalidTypeException', 'Instance type x is not known', 'invalid'],
  ['ValidationException', '1 validation error detected', 'invalid'],
] as const)('the answer %s with the text “%s” is classified as %s', async ([type, text, kind]) => {
  expect(classify(await thrownFor('opensearch', restError(409, type, text))).kind).toBe(kind)
})
