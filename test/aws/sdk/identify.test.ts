import { expect, test } from 'vitest'
import { identify } from '../../../src/aws/sdk/identify.ts'
import * as messages from '../../../src/aws/sdk/messages.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { answer, queryError, serverAt } from '../../clients/wire-answers.ts'

const given = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of nobody' })
const { signal } = new AbortController()

/** The account of the credentials, as an STS that answers like this says. */
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

test('the error for credentials that AWS does not know names the access key', async () => {
  const refusing = queryError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.')
  await expect(identified(refusing)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CREDENTIALS',
    message: messages
      .unknownKey(
        'AKIDEXAMPLE',
        false,
        'eu-west-1',
        'InvalidClientTokenId: The security token included in the request is invalid. (HTTP 403, request request-1)',
      )
      .join('\n'),
  })
})

test('the error for a provider without credentials says how to give some, and no request goes to AWS', async () => {
  const none = () =>
    Promise.reject(Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }))
  let asked = 0
  const counting: Parameters<typeof serverAt>[0] = (_, response) => {
    asked += 1
    response.end()
  }
  await expect(identified(counting, none)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CREDENTIALS',
    message: expect.stringContaining(
      `\nCredentialsProviderError: Could not load credentials\n${messages.hints['no-credentials']}`,
    ),
  })
  expect(asked).toBe(0)
})

test('a throttled GetCallerIdentity is repeated', async () => {
  let calls = 0
  const identity = await identified((request, response) => {
    calls += 1
    const listener = calls < 3 ? queryError(400, 'Throttling', 'Rate exceeded') : whose('arn:aws:iam::1:user/ci', '1')
    listener(request, response)
  })
  expect(identity.account).toBe('1')
  expect(calls).toBe(3)
})
