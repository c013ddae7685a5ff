import { expect, test } from 'vitest'
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

/** The lines of an error, with the random part of names taken out. */
const linesOf = (error: Error | undefined) =>
  error?.message.replace(/vaf-preflight-[a-z0-9]{5}-/g, 'vaf-preflight-x-').split('\n')

const mapping = (missing: string) =>
  'The access policy allowed the request, and fine-grained access control rejected it. Map the backend role arn:aws:iam::111122223333:role/tests ' +
  `to a role that has ${missing}. A run needs the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'.`
const policy =
  "Allow arn:aws:iam::111122223333:role/tests es:ESHttpDelete, es:ESHttpGet, es:ESHttpHead, es:ESHttpPost, es:ESHttpPut in the domain's access policy, or in an IAM policy."
const refusedAt = ({ endpoint }: ScriptedDomain, step: string) =>
  `The domain at ${endpoint.url} does not let this identity do what a run does there: ${step} was rejected`

test('does with indices of its own what a run does, and leaves none', async () => {
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

test('a domain that forbids to see what it is and allows indices of ours is good', async () => {
  const domain = await startDomain((_, path) => (path === '/' ? unmapped('cluster:monitor/main') : undefined))
  await tryWriting(domain)
  expect(domain.indices.size).toBe(0)
})

test.for<[string, string, RegExp, string]>([
  ['listing what is there', 'GET', /^\/_tasks/, 'cluster:monitor/tasks/lists'],
  ['listing what is there', 'GET', /^\/_cluster/, 'cluster:monitor/state'],
  ['deleting an index', 'DELETE', /./, 'indices:admin/delete'],
  ['creating an index', 'PUT', /source$/, 'indices:admin/create'],
  ['writing documents', 'PUT', /_bulk$/, 'indices:data/write/bulk'],
  ["changing an index's settings", 'PUT', /_settings$/, 'indices:admin/settings/update'],
  ['copying an index', 'POST', /_clone/, 'indices:admin/resize'],
  ['searching', 'POST', /_search$/, 'indices:data/read/search'],
])('says which mapping is missing where %s is refused, and leaves nothing', async ([step, method, path, missing]) => {
  const domain = await startDomain((asked, at) => (asked === method && path.test(at) ? unmapped(missing) : undefined))
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({
    name: 'PermissionError',
    code: 'AWS_FIXTURE_PERMISSION',
    resource: domain.endpoint.url,
  })
  expect(linesOf(error)).toEqual([
    `${refusedAt(domain, step)}.`,
    `Last seen: 403 security_exception: no permissions for [${missing}] and User [name=arn:aws:iam::111122223333:role/tests, backend_roles=[arn:aws:iam::111122223333:role/tests], requestedTenant=null]`,
    mapping(missing),
  ])
  expect(domain.indices.size).toBe(0)
})

test('says of a role that may only read which actions it lacks, before anything is there to remove', async () => {
  const domain = await startDomain((method) => (method === 'GET' ? undefined : notAllowed(`es:ESHttp${title(method)}`)))
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({ name: 'PermissionError', denial: { action: 'es:ESHttpDelete' } })
  expect(linesOf(error)).toEqual([
    `${refusedAt(domain, 'deleting an index')}, for want of es:ESHttpDelete.`,
    'Last seen: 403 AccessDeniedException: User: arn:aws:iam::111122223333:role/tests is not authorized to perform: es:ESHttpDelete because no resource-based policy allows the es:ESHttpDelete action',
    policy,
  ])
  expect(domain.calls).toEqual(['GET /_tasks: 200', 'GET /_cluster/state/metadata: 200', 'DELETE /source: 403'])
})

test('names the action by what was done where the domain does not', async () => {
  const refusal: DomainRefusal = { status: 403, body: { Message: 'No.' } }
  const domain = await startDomain((method) => (method === 'PUT' ? refusal : undefined))
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({ denial: { action: 'es:ESHttpPut' } })
  expect(linesOf(error)?.[0]).toBe(`${refusedAt(domain, 'creating an index')}, for want of es:ESHttpPut.`)
})

test('a document that is refused within a good answer counts as refused', async () => {
  const { body } = unmapped('indices:data/write/index')
  const { error } = body as { error: object }
  const domain = await startDomain((_, path) =>
    path.endsWith('/_bulk')
      ? { status: 200, body: { errors: true, items: [{ index: { status: 403, error } }] } }
      : undefined,
  )
  const failure = await failureOf(tryWriting(domain))
  expect(linesOf(failure)?.[0]).toBe(`${refusedAt(domain, 'writing documents')}.`)
  expect(linesOf(failure)?.[2]).toBe(mapping('indices:data/write/index'))
  expect(domain.indices.size).toBe(0)
})

test('a domain that takes no writes from anybody is told apart from one that refuses this identity', async () => {
  const block = { type: 'cluster_block_exception', reason: 'index blocked by: [FORBIDDEN/8/index write (api)];' }
  const domain = await startDomain((_, path) =>
    path.endsWith('/_bulk') ? { status: 403, body: { error: block, status: 403 } } : undefined,
  )
  const error = await failureOf(tryWriting(domain))
  expect(error).toMatchObject({ name: 'ClientRejectedError', status: 403 })
  expect(linesOf(error)).toEqual([
    `The domain at ${domain.endpoint.url} failed at what a run does there: writing documents.`,
    'Last seen: 403 cluster_block_exception: index blocked by: [FORBIDDEN/8/index write (api)];',
    'Writing is blocked there: the domain is short of storage, or somebody has blocked it.',
  ])
  expect(domain.indices.size).toBe(0)
})

test('says what is left where the removal is refused after all', async () => {
  let isThere = false
  const domain = await startDomain((method) => {
    isThere ||= method === 'PUT'
    return isThere && method === 'DELETE' ? notAllowed('es:ESHttpDelete') : undefined
  })
  const error = await failureOf(tryWriting(domain))
  expect(linesOf(error)?.at(-1)).toBe(
    'Perhaps left there: DELETE /vaf-preflight-x-source, DELETE /vaf-preflight-x-copy',
  )
  expect(domain.indices.size).toBe(2)
})

test('removes what it has made where the run is interrupted', async () => {
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
