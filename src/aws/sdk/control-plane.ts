import { rememberCredentials } from '../../credentials/remember-credentials.ts'
import { classify } from '../../errors/classify.ts'
import { ReachabilityError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { retry } from '../../wait/retry.ts'
import { withTimeout } from '../../wait/sleep.ts'
import type { Tolerate } from '../../wait/wait-for-state.ts'
import type { AwsAccount } from './aws-account.ts'
import { callAws } from './call-aws.ts'
import * as messages from './messages.ts'

/** How long one answer may take by default, in milliseconds. */
const ANSWER_WITHIN_MS = 30_000

export interface ControlPlaneOptions {
  readonly account: AwsAccount
  /** The endpoint of the service; default the one that the SDK finds, by AWS_ENDPOINT_URL for example. */
  readonly endpoint?: string | undefined
  readonly clock?: Clock | undefined
  /** How long one answer may take, in milliseconds; default 30,000. */
  readonly answerWithinMs?: number | undefined
}

type SigningOptions = Omit<ControlPlaneOptions, 'account'> & {
  readonly account: Pick<AwsAccount, 'region' | 'credentials'>
}

/** Sends one call with a client of the SDK. */
export type Send<Result> = (options: { readonly abortSignal: AbortSignal }) => Promise<Result>

/** Signs the calls of one SDK client, bounds them in time, and repeats them. */
export class ControlPlane {
  /** The configuration of the SDK client: it signs for the account, and repeats nothing by itself. */
  readonly clientConfig
  readonly #credentials
  readonly #clock: Clock
  readonly #answerWithinMs: number

  /** Takes of the account only its region and credentials: `identify`, which asks for the rest, has no more. */
  constructor({ account, endpoint, clock = systemClock, answerWithinMs = ANSWER_WITHIN_MS }: SigningOptions) {
    const credentials = rememberCredentials(account.credentials, clock)
    this.#credentials = credentials
    this.#clock = clock
    this.#answerWithinMs = answerWithinMs
    this.clientConfig = {
      region: account.region,
      maxAttempts: 1,
      // Given as already expired: the SDK would never renew credentials without an expiry.
      credentials: async () => ({ ...(await credentials.current()), expiration: new Date(0) }),
      ...(endpoint !== undefined && { endpoint }),
    }
  }

  /**
   * One call. A second one follows only where AWS rejected the credentials as expired, with those that the provider gives then.
   * `operation` names the call in the error of one that is not answered in time.
   */
  once<Result>(operation: string, send: Send<Result>, signal: AbortSignal): Promise<Result> {
    return retry(() => this.#send(operation, send, signal), {
      isTemporary: isExpired,
      attempts: 2,
      baseMs: 0,
      signal,
      clock: this.#clock,
    })
  }

  /** A call that is repeated where it failed for a passing reason. A repeated call may find what the one before has done. */
  call<Result>(operation: string, send: Send<Result>, signal: AbortSignal): Promise<Result> {
    return callAws(() => this.once(operation, send, signal), { signal, clock: this.#clock })
  }

  async #send<Result>(operation: string, send: Send<Result>, signal: AbortSignal): Promise<Result> {
    const used = await this.#credentials.current()
    const ended = new AbortController()
    const late = () => new ReachabilityError(messages.notAnswered(operation, this.#answerWithinMs))
    try {
      const work = send({ abortSignal: AbortSignal.any([signal, ended.signal]) })
      return await withTimeout(work, this.#answerWithinMs, late, this.#clock)
    } catch (error) {
      signal.throwIfAborted()
      if (isExpired(error)) this.#credentials.expire(used)
      throw error
    } finally {
      ended.abort()
    }
  }
}

const isExpired = (error: unknown): boolean => classify(error).kind === 'expired-credentials'

/** What the error of a poll means for a wait: a passing error does not end it, and throttling slows it down. */
export const tolerateAws: Tolerate = (error) => {
  const { kind, category } = classify(error)
  if (kind === 'throttled') return 'slow-down'
  return category === 'temporary' ? 'go-on' : undefined
}
