import { expect, test } from 'vitest'
import { neptuneClusterKind } from '../../../src/aws/cluster/kind.ts'
import { tolerateAws } from '../../../src/aws/sdk/control-plane.ts'
import { inOurWords } from '../../../src/aws/sdk/wrap-errors.ts'
import { queryError, serverAt } from '../../clients/wire-answers.ts'

const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of nobody' })
const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', credentials }
const { signal } = new AbortController()

/** The kind of clusters, at a service that answers like this. */
async function clustersAt(listener: Parameters<typeof serverAt>[0]) {
  return inOurWords(neptuneClusterKind({ account, endpoint: await serverAt(listener) }))
}

const denied = (action: string) =>
  queryError(
    403,
    'AccessDenied',
    `User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  )

test('a kind of resource fails with what it was doing, on which resource, what AWS said and what to do', async () => {
  const kind = await clustersAt(denied('rds:DescribeDBClusters'))
  await expect(kind.observe('vaf-a-1', signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_PERMISSION',
    resource: 'Neptune cluster vaf-a-1',
    message: [
      'Neptune cluster vaf-a-1 could not be seen.',
      'AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: rds:DescribeDBClusters because no identity-based policy allows the rds:DescribeDBClusters action (HTTP 403, request request-1)',
      'Allow rds:DescribeDBClusters to arn:aws:iam::111122223333:user/ci, in an IAM policy.',
    ].join('\n'),
  })
  await expect(kind.delete('vaf-a-1', signal, { run: 'vaf-3f9c2' })).rejects.toThrow(
    'Neptune cluster vaf-a-1 could not be deleted.\n',
  )
  await expect(kind.listOwned('vaf-3f9c2', signal)).rejects.toThrow(
    'What is tagged with run vaf-3f9c2 could not be looked for: Neptune cluster.\n',
  )
})

test('a wait still knows what it may tolerate', async () => {
  const kind = await clustersAt(queryError(400, 'Throttling', 'Rate exceeded'))
  const error = await kind.observe('vaf-a-1', signal).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_REACHABILITY', retryable: true })
  expect(tolerateAws(error)).toBe('slow-down')
})

test('what somebody has stopped fails with why', async () => {
  const kind = await clustersAt(() => {})
  const stopping = new AbortController()
  const looking = kind.observe('vaf-a-1', stopping.signal)
  const why = new Error('Interrupted by SIGINT.')
  stopping.abort(why)
  await expect(looking).rejects.toBe(why)
})

test('what is no call is as it was', async () => {
  const kind = await clustersAt(() => {})
  expect(kind.name).toBe('Neptune cluster')
  expect(kind.removal('vaf-a-1').join()).toContain('vaf-a-1')
  expect(kind.isNameInUse(new Error('x'))).toBe(false)
})
