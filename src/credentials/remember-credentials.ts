import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** How long before their expiry credentials are fetched again, in milliseconds. */
const REFRESH_BEFORE_MS = 60_000

/** How long credentials without an expiry are remembered, in milliseconds: the file of a profile may be rotated. */
const STATIC_FOR_MS = 60_000

/** How long credentials are remembered even if they expire soon, in milliseconds, so that not every request fetches new ones. */
const AT_LEAST_MS = 5_000

/** Credentials that are fetched when they are first needed. */
export interface RememberedCredentials {
  /** The credentials to sign with now. Concurrent callers share one fetch. A failed fetch fails for each of them and is not remembered. */
  current(): Promise<AwsCredentials>
  /** Notes that a service has refused these as expired, so that the next `current` fetches from the provider. */
  expire(refused: AwsCredentials): void
  /** Does the same, and returns whether the provider has others. Fails as `current` does. */
  renew(refused: AwsCredentials): Promise<boolean>
}

/** Remembers what the provider gave until a minute before it expires, or for a minute where it has no expiry. */
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
    // Requests that were under way may be refused later, for credentials that have been replaced since.
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

/** The same as a provider. `forceRefresh` means that a service has refused the credentials it gave last. */
export function rememberedProvider(provider: CredentialsProvider, clock: Clock = systemClock): CredentialsProvider {
  const remembered = rememberCredentials(provider, clock)
  return async (options) => {
    if (options?.forceRefresh) remembered.expire(await remembered.current())
    return remembered.current()
  }
}

/** Whether two sets of credentials make the same signatures. */
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
