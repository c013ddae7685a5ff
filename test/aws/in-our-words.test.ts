import { expect, test } from 'vitest'
import { tolerateAws } from '../../src/aws/control-plane.ts'
import { inOurWords } from '../../src/aws/in-our-words.ts'
import { openSearchDomainKind } from '../../src/aws/opensearch-domain.ts'
import { restError, serverAt } from '../client/wire-answers.ts'

const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of nobody' })
const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', credentials }
const { signal } = new AbortController()

/** The kind of domains, at a service that answers like this. */
async function domainsAt(listener: Parameters<typeof serverAt>[0]) {
  return inOurWords(openSearchDomainKind({ account, endpoint: await serverAt(listener) }))
}

const denied = (action: string) =>
  restError(
    403,
    'AccessDeniedException',
    `User: arn:aws:iam::111122223333:user/ci is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  )

test('a kind of resource fails with what it was doing, on which resource, what AWS said and what to do', async () => {
  const kind = await domainsAt(denied('es:DescribeDomain'))
  await expect(kind.observe('vaf-a-1', signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_PERMISSION',
    resource: 'OpenSearch domain vaf-a-1',
    message: [
      'OpenSearch domain vaf-a-1 could not be seen.',
      'AccessDeniedException: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: es:DescribeDomain because no identity-based policy allows the es:DescribeDomain action (HTTP 403, request request-1)',
      'Allow es:DescribeDomain to arn:aws:iam::111122223333:user/ci, in an IAM policy.',
    ].join('\n'),
  })
  await expect(kind.delete('vaf-a-1', signal)).rejects.toThrow('OpenSearch domain vaf-a-1 could not be deleted.\n')
})

test('a wait still knows what it may tolerate', async () => {
  const kind = await domainsAt(restError(429, 'TooManyRequestsException', 'Slow down.'))
  const error = await kind.observe('vaf-a-1', signal).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_REACHABILITY', retryable: true })
  expect(tolerateAws(error)).toBe('slow-down')
})

test('what somebody has stopped fails with why', async () => {
  const kind = await domainsAt(() => {})
  const stopping = new AbortController()
  const looking = kind.observe('vaf-a-1', stopping.signal)
  const why = new Error('Interrupted by SIGINT.')
  stopping.abort(why)
  await expect(looking).rejects.toBe(why)
})

test('what is no call is as it was', async () => {
  const kind = await domainsAt(() => {})
  expect(kind.name).toBe('OpenSearch domain')
  expect(kind.removal('vaf-a-1').join()).toContain('vaf-a-1')
  expect(kind.isNameInUse(new Error('x'))).toBe(false)
})
