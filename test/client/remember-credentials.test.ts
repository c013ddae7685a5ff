import { expect, test } from 'vitest'
import { rememberCredentials } from '../../src/client/remember-credentials.ts'
import type { AwsCredentials } from '../../src/resource/credentials.ts'
import { FakeClock } from '../support/fake-clock.ts'

/** A provider that counts, and gives credentials that last as long as the test says. */
function counting(lastsMs?: number) {
  const clock = new FakeClock()
  let fetched = 0
  const provider = async (): Promise<AwsCredentials> => {
    fetched += 1
    const expiration = lastsMs === undefined ? {} : { expiration: new Date(clock.now() + lastsMs) }
    return { accessKeyId: `AKID${fetched}`, secretAccessKey: 'secret', ...expiration }
  }
  return { clock, get: rememberCredentials(provider, clock), fetched: () => fetched }
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
  const get = rememberCredentials(() => answers.shift()!, new FakeClock())
  await Promise.all([expect(get()).rejects.toThrow('no network'), expect(get()).rejects.toThrow('no network')])
  expect(await get()).toMatchObject({ accessKeyId: 'A' })
})
