import { expect, test } from 'vitest'
import { neptuneClusterKind } from '../../../src/aws/cluster/kind.ts'
import * as messages from '../../../src/aws/cluster/messages.ts'
import { tolerateAws } from '../../../src/aws/sdk/control-plane.ts'
import { wrapErrors } from '../../../src/aws/sdk/wrap-errors.ts'
import { queryError, serverAt } from '../../clients/wire-answers.ts'

const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of nobody' })
const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', credentials }
const { signal } = new AbortController()

/** The kind of resource for clusters, at a service that answers like this. */
async function clustersAt(listener: Parameters<typeof serverAt>[0]) {
  return neptuneClusterKind({ account, endpoint: await serverAt(listener) })
}

const denied = (action: string) =>
  queryError(
    403,
    'AccessDenied',
    `User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  )

test('a call of a kind fails with what failed, on which resource, what AWS said and what to allow', async () => {
  const kind = await clustersAt(denied('rds:DescribeDBClusters'))
  const error = await kind.observe('vaf-a-1', signal).catch((error: unknown) => error as Error)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PERMISSION', resource: 'Neptune cluster vaf-a-1' })
  expect((error as Error).message.split('\n')).toEqual([
    messages.failures.observe('vaf-a-1'),
    expect.stringMatching(/^AccessDenied: .* \(HTTP 403, request request-1\)$/),
    expect.stringContaining('rds:DescribeDBClusters to arn:aws:iam::111122223333:user/ci'),
  ])
})

test('a failed list of the resources of a run names no resource', async () => {
  const kind = await clustersAt(denied('rds:DescribeDBClusters'))
  const error = await kind.listOwned('vaf-3f9c2', signal).catch((error: unknown) => error as Error)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PERMISSION' })
  expect(error).not.toHaveProperty('resource')
  expect((error as Error).message).toContain(messages.failures.listOwned('vaf-3f9c2'))
})

test('a wait slows down at a wrapped error of throttling', async () => {
  const kind = await clustersAt(queryError(400, 'Throttling', 'Rate exceeded'))
  const error = await kind.observe('vaf-a-1', signal).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_REACHABILITY', retryable: true })
  expect(tolerateAws(error)).toBe('slow-down')
})

test('a call that its signal has aborted fails with the reason of the signal', async () => {
  const kind = await clustersAt(() => {})
  const stopping = new AbortController()
  const looking = kind.observe('vaf-a-1', stopping.signal)
  const why = new Error('Interrupted by SIGINT.')
  stopping.abort(why)
  await expect(looking).rejects.toBe(why)
})

test('the members of a kind that make no call stay unchanged', async () => {
  const kind = await clustersAt(() => {})
  expect(kind.name).toBe('Neptune cluster')
  expect(kind.removal('vaf-a-1').join()).toContain('vaf-a-1')
  expect(kind.isNameInUse(new Error('x'))).toBe(false)
})

test('a table of texts without one of the calls does not compile, nor does one for a call that was renamed', () => {
  const kind = { name: 'Thing', observe: async (id: string) => id, isGoing: (id: string) => id === '' }
  wrapErrors(kind, { observe: (id) => id })
  // @ts-expect-error: observe has no text.
  wrapErrors({ ...kind, name: 'Thing' }, {})
  // @ts-expect-error: there is no call named look.
  expect(() => wrapErrors(kind, { look: (id: string) => id })).not.toThrow()
})
