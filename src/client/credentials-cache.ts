import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import { systemClock } from '../wait/clock.ts'

/** Credentials that end sooner than this are fetched again, in milliseconds. */
const REFRESH_BEFORE_MS = 60_000

/**
 * Remembers what a provider gave until shortly before it expires. Concurrent callers share one fetch; a failed one is
 * forgotten.
 */
export class CredentialsCache {
  readonly #provider: CredentialsProvider
  #fetched: Promise<AwsCredentials> | undefined
  #current: AwsCredentials | undefined

  constructor(provider: CredentialsProvider) {
    this.#provider = provider
  }

  /** What was fetched last, for places that cannot wait. Fails with an Error before the first fetch. */
  get current(): AwsCredentials {
    if (!this.#current) throw new Error('The credentials have not been fetched yet.')
    return this.#current
  }

  async get(): Promise<AwsCredentials> {
    const ends = this.#current?.expiration?.getTime()
    if (ends !== undefined && ends - systemClock.now() < REFRESH_BEFORE_MS) this.#fetched = undefined
    this.#fetched ??= this.#provider()
    const fetched = this.#fetched
    try {
      this.#current = await fetched
      return this.#current
    } catch (error) {
      if (this.#fetched === fetched) this.#fetched = undefined
      throw error
    }
  }
}
