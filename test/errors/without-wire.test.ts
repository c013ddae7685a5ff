import { inspect } from 'node:util'
import { DescribeDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { classify } from '../../src/errors/classify.ts'
import type { SdkError } from '../../src/errors/classify-sdk-error.ts'
import { PermissionError } from '../../src/errors/configuration-errors.ts'
import { CleanupError } from '../../src/errors/resource-errors.ts'
import { startAwsSimulator } from '../support/aws-simulator/aws-simulator.ts'
import { denied, type Fault, throttled } from '../support/aws-simulator/fault.ts'
import { simulatedCredentials } from '../support/aws-simulator/simulated-credentials.ts'
import type { SimulatedService } from '../support/aws-simulator/simulated-service.ts'
import { FakeClock } from '../support/fake-clock.ts'

const { sessionToken } = simulatedCredentials()

/** What the AWS SDK's own client throws. */
async function sdkError(fault: Fault): Promise<Error> {
  const service: SimulatedService = { signingName: 'es', answer: () => ({ result: {} }) }
  const aws = await startAwsSimulator({ services: [service], clock: new FakeClock() })
  onTestFinished(() => aws.close())
  aws.fault('DescribeDomain', fault)
  const client = new OpenSearchClient(aws.clientConfig)
  onTestFinished(() => client.destroy())
  return client.send(new DescribeDomainCommand({ DomainName: 'a' })).then(
    () => expect.unreachable(),
    (error: Error) => error,
  )
}

/** All that hangs on an error, as a reporter might print it. */
const printed = (error: unknown) => inspect(error, { depth: 20, showHidden: true, maxStringLength: null })

test('the request of an AWS SDK error, with signature and token, does not hang on an error that carries it', async () => {
  const wrapped: readonly ((cause: Error) => Error)[] = [
    (cause) => new PermissionError('No.', { cause }),
    (cause) => new PermissionError('No.', { cause: new Error('No.', { cause }) }),
    (cause) => new PermissionError('No.', { cause: new AggregateError([new Error('No.'), cause]) }),
    (cause) =>
      new CleanupError([
        { step: 'domain a', error: new Error('No.') },
        { step: 'domain b', error: cause },
      ]),
  ]
  for (const wrap of wrapped) {
    const cause = await sdkError(denied())
    expect(printed(cause)).toContain('Signature=')
    expect(printed(cause)).toContain(sessionToken)
    const error = wrap(cause)
    expect(printed(error)).not.toContain('Signature=')
    expect(printed(error)).not.toContain(sessionToken)
  }
})

test('an AWS SDK error that is a cause is the same error, and is classified as before', async () => {
  const thrown = await sdkError(throttled(1, 7))
  const before = classify(thrown)
  const { headers } = (thrown as SdkError).$response ?? {}
  expect(headers).toMatchObject({ 'retry-after': '7' })
  const { cause } = new PermissionError('No.', { cause: thrown })
  expect(cause).toBe(thrown)
  expect(classify(cause)).toEqual(before)
  expect(cause).toHaveProperty(['$response', 'headers'], headers)
})

test('an error may be its own cause, and a cause need not be an error', () => {
  const cause = new Error('a')
  cause.cause = cause
  expect(new PermissionError('No.', { cause }).cause).toBe(cause)
  for (const thrown of [
    'a text',
    null,
    { $response: 'a text' },
    Object.freeze({ $response: Object.freeze({ body: 1 }) }),
  ]) {
    expect(new PermissionError('No.', { cause: thrown }).cause).toBe(thrown)
  }
})
