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

/** How long one answer may take if nobody says otherwise, in milliseconds. */
const ANSWER_WITHIN_MS = 30_000

export interface ControlPlaneOptions {
  readonly account: AwsAccount
  /** Where the service is; default where the SDK looks for it, AWS_ENDPOINT_URL included. */
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

/** How the calls of one SDK client are signed, bounded in time and repeated. */
export class ControlPlane {
  /** What the client is made with: it signs as the account says, and repeats nothing by itself. */
  readonly clientConfig
  readonly #credentials
  readonly #clock: Clock
  readonly #answerWithinMs: number

  /** Of the account nothing more is needed than where and how to sign: who asks for the rest has no more yet. */
  constructor({ account, endpoint, clock = systemClock, answerWithinMs = ANSWER_WITHIN_MS }: SigningOptions) {
    const credentials = rememberCredentials(account.credentials, clock)
    this.#credentials = credentials
    this.#clock = clock
    this.#answerWithinMs = answerWithinMs
    this.clientConfig = {
      region: account.region,
      maxAttempts: 1,
      // Expired as they are given: else the SDK would keep those without an end for ever.
      credentials: async () => ({ ...(await credentials.current()), expiration: new Date(0) }),
      ...(endpoint !== undefined && { endpoint }),
    }
  }

  /**
   * One call; a second one only where the credentials were refused as expired and others may be had.
   * `operation` names it in the error of one that is not answered in time.
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

  /** A call, and again where it failed for a passing reason: it may find what the one before has done. */
  call<Result>(operation: string, send: Send<Result>, signal: AbortSignal): Promise<Result> {
    return callAws(() => this.once(operation, send, signal), { signal, clock: this.#clock })
  }

  async #send<Result>(operation: string, send: Send<Result>, signal: AbortSignal): Promise<Result> {
    const used = await this.#credentials.current()
    const ended = new AbortController()
    const late = () => new ReachabilityError(`${operation} was not answered within ${this.#answerWithinMs / 1000} s.`)
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

/** What an error of a look at AWS means for a wait: what passes does not end it, and throttling slows it down. */
export const tolerateAws: Tolerate = (error) => {
  const { kind, category } = classify(error)
  if (kind === 'throttled') return 'slow-down'
  return category === 'temporary' ? 'go-on' : undefined
}
