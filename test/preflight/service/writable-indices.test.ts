import { expect, test } from 'vitest'
import * as messages from '../../../src/preflight/service/messages.ts'
import { tryWritingIndices } from '../../../src/preflight/service/writable-indices.ts'
import { numbered } from '../../clients/tls-server.ts'
import type { DomainRefusal, ScriptedDomain } from '../../worker/scripted-domain.ts'
import { notAllowed, startDomain, unmapped } from '../../worker/scripted-domain.ts'

const tryWriting = ({ endpoint }: ScriptedDomain, signal = new AbortController().signal) =>
  tryWritingIndices({ endpoint, credentials: async () => numbered(1), signal })

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as Error & { code: string },
  )

/** The lines of an error, with `x` for the random part of names. */
const linesOf = (error: Error | undefined) =>
  error?.message.replace(/vaf-preflight-[a-z0-9]{5}-/g, 'vaf-preflight-x-').split('\n')

const ROLE = 'arn:aws:iam::111122223333:role/tests'

test('the check of a domain does with its own indices what a run does, and leaves none', async () => {
  const domain = await startDomain()
  await tryWriting(domain)
  expect(domain.calls).toEqual([
    'GET /_tasks: 200',
    'GET /_cluster/state/metadata: 200',
    'DELETE /source: 404',
    'PUT /source: 200',
    'PUT /source/_bulk: 200',
    'PUT /source/_settings: 200',
    'POST /source/_clone/copy: 200',
    'POST /copy/_search: 200',
    'GET /_tasks: 200',
    'GET /_cluster/state/metadata: 200',
    'DELETE /source,copy: 200',
    'GET /_cluster/state/metadata: 200',
  ])
  expect(domain.indices.size).toBe(0)
})

test('a domain that hides its version and allows indices of this package passes the check', async () => {
  const domain = await startDomain((_, path) => (path === '/' ? unmapped('cluster:monitor/main') : undefined))
  await tryWriting(domain)
  expect(domain.indices.size).toBe(0)
})

test.for<[messages.IndexStep, string, RegExp, string]>([
  ['list', 'GET', /^\/_tasks/, 'cluster:monitor/tasks/lists'],
  ['list', 'GET', /^\/_cluster/, 'cluster:monitor/state'],
  ['delete', 'DELETE', /./, 'indices:admin/delete'],
  ['create', 'PUT', /source$/, 'indices:admin/create'],
  ['write', 'PUT', /_bulk$/, 'indices:data/write/bulk'],
  ['settings', 'PUT', /_settings$/, 'indices:admin/settings/update'],
  ['copy', 'POST', /_clone/, 'indices:admin/resize'],
  ['search', 'POST', /_search$/, 'indices:data/read/search'],
])(
  'the check names the missing mapping and leaves nothing where fine-grained access control denies the step %s by %s',
  async ([step, method, path, missing]) => {
    const domain = await startDomain((asked, at) => (asked === method && path.test(at) ? unmapped(missing) : undefined))
    const error = await failureOf(tryWriting(domain))
    expect(error).toMatchObject({
      name: 'PermissionError',
      code: 'AWS_FIXTURE_PERMISSION',
      resource: domain.endpoint.url,
    })
    const [first, seen, advice, ...others] = linesOf(error) ?? []
    expect(first).toBe(messages.indexStepDenied(domain.endpoint.url, step))
    expect(seen).toContain(`403 security_exception: no permissions for [${missing}]`)
    for (const fact of [ROLE, missing, "'indices_all' on 'vaf-*'"]) expect(advice).toContain(fact)
    expect(others).toEqual([])
    expect(domain.indices.size).toBe(0)
  },
)

test('the check of a domain names the actions that a read-only role lacks, before there is anything to remove', async () => {
  const domain = await startDomain((method) => (method === 'GET' ? undefined : notAllowed(`es:ESHttp${title(method)}`)))
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({ name: 'PermissionError', denial: { action: 'es:ESHttpDelete' } })
  const [first, seen, advice] = linesOf(error) ?? []
  expect(first).toBe(messages.indexStepDenied(domain.endpoint.url, 'delete', 'es:ESHttpDelete'))
  expect(seen).toContain(`403 AccessDeniedException: User: ${ROLE} is not authorized to perform: es:ESHttpDelete`)
  for (const does of ['Delete', 'Get', 'Head', 'Post', 'Put']) expect(advice).toContain(`es:ESHttp${does}`)
  expect(domain.calls).toEqual(['GET /_tasks: 200', 'GET /_cluster/state/metadata: 200', 'DELETE /source: 403'])
})

test('the error names the action of the HTTP method where the answer of a domain names no action', async () => {
  const refusal: DomainRefusal = { status: 403, body: { Message: 'No.' } }
  const domain = await startDomain((method) => (method === 'PUT' ? refusal : undefined))
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({ denial: { action: 'es:ESHttpPut' } })
  expect(linesOf(error)?.[0]).toBe(messages.indexStepDenied(domain.endpoint.url, 'create', 'es:ESHttpPut'))
})

test('a document that is rejected within a successful bulk request counts as rejected', async () => {
  const { body } = unmapped('indices:data/write/index')
  const { error } = body as { error: object }
  const domain = await startDomain((_, path) =>
    path.endsWith('/_bulk')
      ? { status: 200, body: { errors: true, items: [{ index: { status: 403, error } }] } }
      : undefined,
  )
  const failure = await failureOf(tryWriting(domain))
  expect(linesOf(failure)?.[0]).toBe(messages.indexStepDenied(domain.endpoint.url, 'write'))
  expect(linesOf(failure)?.[2]).toContain('indices:data/write/index')
  expect(domain.indices.size).toBe(0)
})

test('a domain that blocks all writes is told apart from one that denies them to this identity', async () => {
  const block = { type: 'cluster_block_exception', reason: 'index blocked by: [FORBIDDEN/8/index write (api)];' }
  const domain = await startDomain((_, path) =>
    path.endsWith('/_bulk') ? { status: 403, body: { error: block, status: 403 } } : undefined,
  )
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({ name: 'ClientRejectedError', status: 403 })
  expect(linesOf(error)).toEqual([
    messages.indexStepFailed(domain.endpoint.url, 'write'),
    expect.stringContaining('403 cluster_block_exception: index blocked by: [FORBIDDEN/8/index write (api)];'),
    messages.writesAreBlocked(),
  ])
  expect(domain.indices.size).toBe(0)
})

test('the error names what may be left where the removal of an index is denied after all', async () => {
  let isThere = false
  const domain = await startDomain((method) => {
    isThere ||= method === 'PUT'
    return isThere && method === 'DELETE' ? notAllowed('es:ESHttpDelete') : undefined
  })
  const error = await failureOf(tryWriting(domain))
  expect(linesOf(error)?.at(-1)).toBe(messages.indicesLeft(['/vaf-preflight-x-source', '/vaf-preflight-x-copy']))
  expect(domain.indices.size).toBe(2)
})

test('the check of a domain removes its indices where the run is interrupted', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const run = new AbortController()
  const domain = await startDomain((_, path) => {
    if (path.endsWith('/_bulk')) run.abort(reason)
    return undefined
  })
  await expect(tryWriting(domain, run.signal)).rejects.toBe(reason)
  expect(domain.calls).toContain('DELETE /source: 200')
  expect(domain.indices.size).toBe(0)
})

const title = (method: string) => method.charAt(0) + method.slice(1).toLowerCase()
