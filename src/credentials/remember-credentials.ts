import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** Credentials that end sooner than this are fetched again, in milliseconds. */
const REFRESH_BEFORE_MS = 60_000

/** Credentials without an end are asked for again after this time, in milliseconds: a profile's file may be rotated. */
const STATIC_FOR_MS = 60_000

/** However soon credentials end, not every request asks for new ones; in milliseconds. */
const AT_LEAST_MS = 5_000

/** Credentials that are fetched when they are needed, and not before. */
export interface RememberedCredentials {
  /** Those to sign with now. Concurrent callers share one fetch; a failed one fails for them, and is not remembered. */
  current(): Promise<AwsCredentials>
  /** Says that the service refused these as expired. The next caller gets others, where the provider has others. */
  expire(refused: AwsCredentials): void
  /** The same; returns whether there are others. Fails as `current`. */
  renew(refused: AwsCredentials): Promise<boolean>
}

/** Remembers what the provider gave: until shortly before it expires, or for a minute where it does not say when. */
export function rememberCredentials(provider: CredentialsProvider, clock: Clock = systemClock): RememberedCredentials {
  let last: AwsCredentials | undefined
  let goodUntil = 0
  let mustRefresh = false
  let fetching: Promise<AwsCredentials> | undefined

  const fetch = async () => {
    try {
      last = await provider(mustRefresh ? { forceRefresh: true } : undefined)
      mustRefresh = false
      goodUntil = rememberUntil(last, clock.now())
      return last
    } finally {
      fetching = undefined
    }
  }
  const current = async () => {
    if (last && !mustRefresh && clock.now() < goodUntil) return last
    fetching ??= fetch()
    return fetching
  }
  const expire = (refused: AwsCredentials) => {
    // Of many requests that are refused together only the first says something new.
    if (last && isSame(last, refused)) mustRefresh = true
  }
  return {
    current,
    expire,
    async renew(refused) {
      expire(refused)
      return !isSame(await current(), refused)
    },
  }
}

/** The same as a provider: whoever says `forceRefresh` has been refused those it gave last. */
export function rememberedProvider(provider: CredentialsProvider, clock: Clock = systemClock): CredentialsProvider {
  const remembered = rememberCredentials(provider, clock)
  return async (options) => {
    if (options?.forceRefresh) remembered.expire(await remembered.current())
    return remembered.current()
  }
}

/** Whether two sets of credentials sign alike. */
export function isSame(one: AwsCredentials, other: AwsCredentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  )
}

function rememberUntil({ expiration }: AwsCredentials, now: number): number {
  if (!expiration) return now + STATIC_FOR_MS
  const ends = expiration.getTime()
  return Math.min(ends, Math.max(ends - REFRESH_BEFORE_MS, now + AT_LEAST_MS))
}
