import { expect, test } from 'vitest'
import { identify } from '../../../src/aws/sdk/identify.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { answer, queryError, serverAt } from '../../clients/wire-answers.ts'

const given = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of nobody' })
const { signal } = new AbortController()

/** Who the credentials belong to, asked of an STS that answers like this. */
const identified = async (listener: Parameters<typeof serverAt>[0], credentials = given) =>
  identify({
    region: 'eu-west-1',
    credentials,
    signal,
    clock: new PauselessClock(),
    endpoint: await serverAt(listener),
  })

const whose = (arn: string, account: string) =>
  answer(
    200,
    { 'content-type': 'text/xml' },
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AIDA</UserId><Account>${account}</Account>` +
      '</GetCallerIdentityResult></GetCallerIdentityResponse>',
  )

test('the account and the partition of the credentials are those that AWS names', async () => {
  expect(await identified(whose('arn:aws-us-gov:iam::111122223333:user/ci', '111122223333'))).toMatchObject({
    account: '111122223333',
    partition: 'aws-us-gov',
    region: 'eu-west-1',
  })
})

test('credentials that AWS does not know are told as such', async () => {
  const refusing = queryError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.')
  await expect(identified(refusing)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CREDENTIALS',
    message: [
      'AWS does not know access key AKIDEXAMPLE.',
      'InvalidClientTokenId: The security token included in the request is invalid. (HTTP 403, request request-1)',
      "It is deleted, inactive or not of eu-west-1's partition; or key, secret and session token (AWS_SESSION_TOKEN) are not from one place.",
    ].join('\n'),
  })
})

test('a provider that has no credentials is told with what to do, and AWS is not asked', async () => {
  const none = () =>
    Promise.reject(Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }))
  let asked = 0
  const counting: Parameters<typeof serverAt>[0] = (_, response) => {
    asked += 1
    response.end()
  }
  await expect(identified(counting, none)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CREDENTIALS',
    message: expect.stringMatching(
      /\nCredentialsProviderError: Could not load credentials\nGive the run credentials, /,
    ),
  })
  expect(asked).toBe(0)
})

test('a throttled call is made again', async () => {
  let calls = 0
  const identity = await identified((request, response) => {
    calls += 1
    const listener = calls < 3 ? queryError(400, 'Throttling', 'Rate exceeded') : whose('arn:aws:iam::1:user/ci', '1')
    listener(request, response)
  })
  expect(identity.account).toBe('1')
  expect(calls).toBe(3)
})
