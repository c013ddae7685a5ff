import type { Endpoint } from '../../base/endpoint.ts'
import type { DnsWait } from '../../dns/wait-for-dns.ts'
import { waitForDns } from '../../dns/wait-for-dns.ts'
import { WaitTimeoutError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { Schedule } from '../../wait/schedule.ts'
import { growing } from '../../wait/schedule.ts'
import type { Observation, WaitOptions } from '../../wait/wait-for-state.ts'
import { waitForState } from '../../wait/wait-for-state.ts'
import { isCertificateFault, judge, type Stage } from './judge-failure.ts'
import * as messages from './messages.ts'
import { tryConnecting } from './try-connecting.ts'
import { type NotValidated, notValidated, untrusted } from './validation-errors.ts'

export interface AwaitValidated<Probed> {
  readonly endpoint: Endpoint
  /** One signed request by the client that is to be validated; fails where it gets no valid answer. */
  readonly probe: (signal: AbortSignal) => Promise<Probed>
  readonly signal: AbortSignal
  /** How long to wait altogether, in milliseconds; default 5 minutes. */
  readonly timeoutMs?: number | undefined
  /**
   * How long access may be denied without a break, in milliseconds; default as long as `timeoutMs`. The policy of a service
   * that existed before the run has normally reached all of AWS already.
   */
  readonly deniedForMs?: number | undefined
  /** How many probes in a row have to succeed; default 3. */
  readonly inARow?: number
  /** Called after each poll; the state names the kind of error and its stage. Must not throw. */
  readonly onPoll?: WaitOptions<never>['onPoll'] | undefined
  /** How host names are resolved; default by the operating system, on the advice of a DNS server. */
  readonly dns?: Pick<DnsWait, 'lookup' | 'advise'>
  readonly clock?: Clock | undefined
}

/** How long one probe may take, in milliseconds: it sends two requests of the client. */
const PROBE_MS = 20_000

/** Pauses between good probes, in milliseconds: the longer one after a failed probe, since access may still flip. */
const BETWEEN_GOOD_MS = 250
const AFTER_TROUBLE_MS = 1_000

const ACCEPTED = 'accepted'

interface Probe<Probed> extends Observation {
  readonly probed?: Probed
}

/**
 * Validates a client while AWS makes a service reachable and propagates its policy: waits until the host name is resolved,
 * a connection is made, the certificate is trusted, and several signed probes in a row have succeeded. Returns what the
 * last probe returned.
 *
 * Waits for what can pass by itself: a refused connection, a timeout, 403, 503, an instance that is not healthy. Fails at
 * once for what cannot (a wrong signature, clock, credentials, certificate or engine), with the probe's error or a
 * ClientRejectedError; so it does for what is denied for longer than `deniedForMs`. When `timeoutMs` is over, it fails
 * with a DnsError, a ReachabilityError, a PermissionError or a ClientRejectedError that names the stage of the last
 * attempt, and how often each state was seen. An abort makes it fail with the signal's reason.
 */
export async function awaitValidated<Probed>(options: AwaitValidated<Probed>): Promise<Probed> {
  const { endpoint, signal, timeoutMs = 300_000, inARow = 3, onPoll, clock = systemClock } = options
  const started = clock.now()
  await waitForDns({ ...options.dns, host: new URL(endpoint.url).hostname, timeoutMs, onPoll, signal, clock })
  const attempts = new Attempts(options, clock)
  try {
    const seen = await waitForState<Probe<Probed>>({
      what: endpoint.url,
      observe: (look) => attempts.once(look),
      target: ACCEPTED,
      pending: 'any',
      inARow,
      schedule: attempts.schedule,
      timeoutMs: Math.max(0, started + timeoutMs - clock.now()),
      pollTimeoutMs: PROBE_MS,
      onPoll: onPoll && ((look) => onPoll({ ...look, elapsedMs: clock.now() - started })),
      signal,
      clock,
    })
    return seen?.probed as Probed
  } catch (cause) {
    if (!(cause instanceof WaitTimeoutError)) throw cause
    const { attempts: polls, seen } = cause.record
    throw notValidated(endpoint, { elapsedMs: clock.now() - started, polls, seen, ...attempts.last, cause })
  }
}

/** The attempts of one client, and what the next attempt depends on. */
class Attempts<Probed> {
  readonly #options: AwaitValidated<Probed>
  readonly #clock: Clock
  #isConnected = false
  #failed = 0
  /** When the unbroken row of denials began; `undefined`: there is none. */
  #deniedSince: number | undefined
  /** How the last one ended. */
  last: Pick<NotValidated, 'stage' | 'error' | 'said'> = { stage: 'service', said: messages.noAnswer() }

  constructor(options: AwaitValidated<Probed>, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  async once(signal: AbortSignal): Promise<Probe<Probed>> {
    const { endpoint, probe } = this.#options
    // Counts as failed until it succeeds: an attempt that is not answered in time never returns here.
    this.#failed += 1
    this.last = { stage: 'service', said: messages.noAnswer() }
    if (!this.#isConnected) {
      const failed = await tryConnecting(endpoint, signal, this.#clock)
      if (failed) {
        if (isCertificateFault(failed.error)) throw untrusted(endpoint, failed.error)
        return this.#notYet(failed.stage, judge(failed.error).kind, failed.error)
      }
      this.#isConnected = true
    }
    try {
      const probed = await probe(signal)
      this.#failed -= 1
      this.#deniedSince = undefined
      this.last = { stage: 'service', said: messages.tooFewGood() }
      return { state: ACCEPTED, probed }
    } catch (error) {
      signal.throwIfAborted()
      const { stage, kind, isPassing } = judge(error)
      if (!isPassing || this.#isDeniedForGood(kind)) throw error
      return this.#notYet(stage, kind, error)
    }
  }

  /** Short pauses at first, and between good probes, so that a service that is ready costs little time. */
  readonly schedule: Schedule = ({ state, ...moment }) => {
    if (state === ACCEPTED) return this.#failed === 0 ? BETWEEN_GOOD_MS : AFTER_TROUBLE_MS
    return growing({ fromMs: 250, toMs: 10_000 })({ ...moment, state, polls: this.#failed })
  }

  #isDeniedForGood(kind: string): boolean {
    const now = this.#clock.now()
    this.#deniedSince = kind === 'denied' ? (this.#deniedSince ?? now) : undefined
    const { deniedForMs = Number.POSITIVE_INFINITY } = this.#options
    return this.#deniedSince !== undefined && now - this.#deniedSince >= deniedForMs
  }

  #notYet(stage: Stage, kind: string, error: unknown): Probe<Probed> {
    this.last = { stage, error }
    return { state: `${kind} (${stage})`, detail: String((error as Error).message).split('\n')[0] }
  }
}
