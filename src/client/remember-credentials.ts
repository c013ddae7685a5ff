import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** Credentials that end sooner than this are fetched again, in milliseconds. */
const REFRESH_BEFORE_MS = 60_000

/** Credentials without an end are asked for again after this time, in milliseconds: a profile's file may be rotated. */
const STATIC_FOR_MS = 60_000

/** However soon credentials end, not every request asks for new ones; in milliseconds. */
const AT_LEAST_MS = 5_000

/**
 * A provider that remembers what the given one gave: until shortly before it expires, or for a minute where it does not
 * say when. Concurrent callers share one fetch. A failed fetch fails for them, and is not remembered.
 */
export function rememberCredentials(provider: CredentialsProvider, clock: Clock = systemClock): CredentialsProvider {
  let current: AwsCredentials | undefined
  let goodUntil = 0
  let fetching: Promise<AwsCredentials> | undefined

  const fetch = async () => {
    try {
      current = await provider()
      goodUntil = rememberUntil(current, clock.now())
      return current
    } finally {
      fetching = undefined
    }
  }
  return async () => {
    if (current && clock.now() < goodUntil) return current
    fetching ??= fetch()
    return fetching
  }
}

function rememberUntil({ expiration }: AwsCredentials, now: number): number {
  if (!expiration) return now + STATIC_FOR_MS
  const ends = expiration.getTime()
  return Math.min(ends, Math.max(ends - REFRESH_BEFORE_MS, now + AT_LEAST_MS))
}
