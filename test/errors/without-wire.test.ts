import { inspect } from 'node:util'
import { DescribeDomainCommand, OpenSearchClient } from '@aws-sdk/client-opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { classify } from '../../src/errors/classify.ts'
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

test('the request of an AWS SDK error, with signature and token, does not hang on the error that wraps it', async () => {
  const cause = await sdkError(denied())
  expect(printed(cause)).toContain('Signature=')
  expect(printed(cause)).toContain(sessionToken)
  for (const error of [
    new PermissionError('No.', { cause }),
    new PermissionError('No.', { cause: new Error('No.', { cause }) }),
    new CleanupError([{ step: 'domain a', error: cause }]),
  ]) {
    expect(printed(error)).not.toContain('Signature=')
    expect(printed(error)).not.toContain(sessionToken)
  }
})

test('an AWS SDK error without its request is of the same class, says the same, and is classified as before', async () => {
  const thrown = await sdkError(throttled(1, 7))
  const { cause } = new PermissionError('No.', { cause: thrown })
  expect(cause).toBeInstanceOf(thrown.constructor)
  expect(cause).toMatchObject({ name: thrown.name, message: thrown.message, stack: thrown.stack })
  expect(classify(cause)).toEqual(classify(thrown))
})

test('an error without a request is the cause itself, also where it is its own cause', () => {
  const cause = new Error('a', { cause: new Error('b') })
  expect(new PermissionError('No.', { cause }).cause).toBe(cause)
  cause.cause = cause
  expect(new PermissionError('No.', { cause }).cause).toBe(cause)
})
