import { describe, expect, test } from 'vitest'
import { ControlPlane, tolerateAws } from '../../../src/aws/sdk/control-plane.ts'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import { FakeClock } from '../../support/fake-clock.ts'

const never = new AbortController().signal
const named = (name: string, more: object = {}) => Object.assign(new Error(`${name}.`), { name, ...more })

function open(given: readonly AwsCredentials[] = [{ accessKeyId: 'A1', secretAccessKey: 'S' }]) {
  const clock = new FakeClock()
  const asked: unknown[] = []
  const script = [...given]
  const credentials = async (options: unknown) => {
    asked.push(options)
    return script.length > 1 ? script.shift()! : script[0]!
  }
  const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', credentials }
  return { clock, asked, plane: new ControlPlane({ account, endpoint: 'http://127.0.0.1:1', clock }) }
}

describe('a call to a control plane', () => {
  test('that is not answered is aborted after 30 s and repeated', async () => {
    const { clock, plane } = open()
    const signals: AbortSignal[] = []
    const send = ({ abortSignal }: { readonly abortSignal: AbortSignal }) => {
      signals.push(abortSignal)
      return new Promise<never>(() => {})
    }
    const work = plane.call('DescribeDomain', send, never)
    await expect(clock.run(work)).rejects.toMatchObject({
      code: 'AWS_FIXTURE_REACHABILITY',
      message: 'DescribeDomain was not answered within 30 s.',
    })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true, true, true])
    expect(clock.pendingTimers).toBe(0)
  })

  test('that its signal aborts fails with the reason of the signal, not with an error of the SDK', async () => {
    const { plane } = open()
    const abort = new AbortController()
    const send = ({ abortSignal }: { readonly abortSignal: AbortSignal }) =>
      new Promise<never>((_, reject) => abortSignal.addEventListener('abort', () => reject(named('AbortError'))))
    const work = plane.call('DescribeDomain', send, abort.signal)
    setImmediate(() => abort.abort(new Error('Interrupted by SIGINT.')))
    await expect(work).rejects.toThrow('Interrupted by SIGINT.')
  })

  test('that is to be sent once is not repeated, even where it fails for a passing reason', async () => {
    const { plane } = open()
    let calls = 0
    const send = async () => {
      calls += 1
      throw named('ThrottlingException')
    }
    await expect(plane.once('DescribeDomain', send, never)).rejects.toThrow('ThrottlingException')
    expect(calls).toBe(1)
  })

  test('with expired credentials is sent once more, with credentials that the provider has to fetch again', async () => {
    const { plane, asked, clock } = open([
      { accessKeyId: 'A1', secretAccessKey: 'S' },
      { accessKeyId: 'A2', secretAccessKey: 'S' },
    ])
    const used: string[] = []
    const send = async () => {
      const { accessKeyId } = await plane.clientConfig.credentials()
      used.push(accessKeyId)
      if (accessKeyId === 'A1') throw named('ExpiredTokenException')
      return 'answer'
    }
    expect(await clock.run(plane.once('DescribeDomain', send, never))).toBe('answer')
    expect(used).toEqual(['A1', 'A2'])
    expect(asked).toEqual([undefined, { forceRefresh: true }])
  })
})

test('the SDK is given credentials as already expired, because it would keep those without an expiry', async () => {
  const { plane } = open()
  expect(await plane.clientConfig.credentials()).toEqual({
    accessKeyId: 'A1',
    secretAccessKey: 'S',
    expiration: new Date(0),
  })
  expect(plane.clientConfig).toMatchObject({ region: 'eu-west-1', maxAttempts: 1, endpoint: 'http://127.0.0.1:1' })
})

test.for([
  ['ThrottlingException', 'slow-down'],
  ['Throttling', 'slow-down'],
  ['ServiceUnavailableException', 'go-on'],
  ['InternalException', 'go-on'],
  ['TimeoutError', 'go-on'],
  ['AccessDeniedException', undefined],
  ['ExpiredTokenException', undefined],
  ['ValidationException', undefined],
] as const)('%s in a poll means %s for a wait', ([name, meaning]) => {
  expect(tolerateAws(named(name))).toBe(meaning)
})
