import { expect, test } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { rememberCredentials } from '../../src/credentials/remember-credentials.ts'
import { FakeClock } from '../support/fake-clock.ts'

/** A provider that counts, and gives credentials that last as long as the test says. */
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

test('shares one fetch among those who ask at the same time', async () => {
  const { get, fetched } = counting()
  const got = await Promise.all(Array.from({ length: 5 }, get))
  expect(new Set(got).size).toBe(1)
  expect(fetched()).toBe(1)
})

test.for<[string, number | undefined, number, number]>([
  ['for a minute where they do not end, since a file may be rotated', undefined, 59_999, 60_000],
  ['until a minute before they end', 600_000, 539_999, 540_000],
  ['for five seconds where they end soon, so that not every request fetches', 20_000, 4_999, 5_000],
  ['never beyond their end', 3_000, 2_999, 3_000],
])('remembers credentials %s', async ([, lastsMs, still, noMore]) => {
  const { clock, get, fetched } = counting(lastsMs)
  await get()
  await clock.advance(still)
  await get()
  expect(fetched()).toBe(1)
  await clock.advance(noMore - still)
  await Promise.all([get(), get()])
  expect(fetched()).toBe(2)
})

test('does not remember a failure', async () => {
  const answers = [Promise.reject(new Error('no network')), Promise.resolve({ accessKeyId: 'A', secretAccessKey: 's' })]
  const { current: get } = rememberCredentials(() => answers.shift()!, new FakeClock())
  await Promise.all([expect(get()).rejects.toThrow('no network'), expect(get()).rejects.toThrow('no network')])
  expect(await get()).toMatchObject({ accessKeyId: 'A' })
})

test.for<[string, number | undefined]>([
  ['do not say when they end', undefined],
  ['say that they last', 3_600_000],
])('fetches once more where credentials are refused as expired that %s', async ([, lastsMs]) => {
  const { get, expire, fetched, asked } = counting(lastsMs)
  const first = await get()
  expire(first)
  // A second refusal of the same ones, from a request that was under way, is no news.
  expire(first)
  const [second] = await Promise.all([get(), get()])
  expire(first)
  expect(await get()).toBe(second)
  expect(fetched()).toBe(2)
  // The providers of the AWS SDK remember too, and have to be told.
  expect(asked).toEqual([undefined, { forceRefresh: true }])
})
