import { expect, test } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { rememberCredentials } from '../../src/credentials/remember-credentials.ts'
import { FakeClock } from '../support/fake-clock.ts'

/** A provider that counts its calls. Its credentials expire after `lastsMs` milliseconds, or never. */
function counting(lastsMs?: number) {
  const clock = new FakeClock()
  let fetched = 0
  const asked: unknown[] = []
  const provider = async (options?: { readonly forceRefresh?: boolean }): Promise<AwsCredentials> => {
    fetched += 1
    asked.push(options)
    const expiration = lastsMs === undefined ? {} : { expiration: new Date(clock.now() + lastsMs) }
    return { accessKeyId: `AKID${fetched}`, secretAccessKey: 'secret', ...expiration }
  }
  const remembered = rememberCredentials(provider, clock)
  return { clock, get: remembered.current, expire: remembered.expire, fetched: () => fetched, asked }
}

test('callers that ask for credentials at the same time share one fetch', async () => {
  const { get, fetched } = counting()
  const got = await Promise.all(Array.from({ length: 5 }, get))
  expect(new Set(got).size).toBe(1)
  expect(fetched()).toBe(1)
})

test.for<[string, number | undefined, number, number]>([
  ['for a minute where they never expire, since a file may be rotated', undefined, 59_999, 60_000],
  ['until a minute before they expire', 600_000, 539_999, 540_000],
  ['for five seconds where they expire soon, so that not every request fetches', 20_000, 4_999, 5_000],
  ['never beyond their expiry', 3_000, 2_999, 3_000],
])('credentials are remembered %s', async ([, lastsMs, still, noMore]) => {
  const { clock, get, fetched } = counting(lastsMs)
  await get()
  await clock.advance(still)
  await get()
  expect(fetched()).toBe(1)
  await clock.advance(noMore - still)
  await Promise.all([get(), get()])
  expect(fetched()).toBe(2)
})

test('a failed fetch of credentials is not remembered', async () => {
  const answers = [Promise.reject(new Error('no network')), Promise.resolve({ accessKeyId: 'A', secretAccessKey: 's' })]
  const { current: get } = rememberCredentials(() => answers.shift()!, new FakeClock())
  await Promise.all([expect(get()).rejects.toThrow('no network'), expect(get()).rejects.toThrow('no network')])
  expect(await get()).toMatchObject({ accessKeyId: 'A' })
})

test.for<[string, number | undefined]>([
  ['without an expiry', undefined],
  ['that should last for another hour', 3_600_000],
])('credentials %s are fetched once more after a service refused them as expired', async ([, lastsMs]) => {
  const { get, expire, fetched, asked } = counting(lastsMs)
  const first = await get()
  expire(first)
  // Another request that was under way may be refused for the same ones.
  expire(first)
  const [second] = await Promise.all([get(), get()])
  expire(first)
  expect(await get()).toBe(second)
  expect(fetched()).toBe(2)
  // The providers of the AWS SDK remember as well, and need to be told.
  expect(asked).toEqual([undefined, { forceRefresh: true }])
})
