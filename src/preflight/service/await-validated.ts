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
import { tryConnecting } from './try-connecting.ts'
import { type NotValidated, notValidated, untrusted } from './validation-errors.ts'

export interface AwaitValidated<Probed> {
  readonly endpoint: Endpoint
  /** One signed request by the client that is to be validated; fails where it got no good answer. */
  readonly probe: (signal: AbortSignal) => Promise<Probed>
  readonly signal: AbortSignal
  /** How long to wait in all, in milliseconds; default 5 minutes. */
  readonly timeoutMs?: number | undefined
  /**
   * How long nothing but denials may be met, in milliseconds; default as long as everything. Of what was there before, no
   * policy is still spreading, unless somebody has just changed it.
   */
  readonly deniedForMs?: number | undefined
  /** How many probes in a row have to succeed; default 3. */
  readonly inARow?: number
  /** Told of each look once it is over; its state names the stage it came to. Must not throw. */
  readonly onPoll?: WaitOptions<never>['onPoll'] | undefined
  /** How names are looked up; default by the operating system, on the advice of a DNS server. */
  readonly dns?: Pick<DnsWait, 'lookup' | 'advise'>
  readonly clock?: Clock | undefined
}

/** How long one probe may take, in milliseconds: two requests of the client, with what they wait for. */
const PROBE_MS = 20_000

/** Pauses between good probes, in milliseconds; the longer where access has been refused before, and may be again. */
const BETWEEN_GOOD_MS = 250
const AFTER_TROUBLE_MS = 1_000

const ACCEPTED = 'accepted'

interface Probe<Probed> extends Observation {
  readonly probed?: Probed
}

/**
 * Validates a client while its service becomes reachable and access to it spreads: waits until its name is known, it can
 * be connected to, its certificate is good, and several signed probes in a row have succeeded. Returns what the last
 * of them did.
 *
 * What can pass by itself (a refused connection, a timeout, 403, 503, an instance that is not healthy) is waited for.
 * What cannot (a signature, a clock, credentials or a certificate that are wrong, another engine) fails at once with
 * the probe's error, or a ClientRejectedError; so does what is denied for longer than it may be. When the time is up, fails with a DnsError, a ReachabilityError or a
 * ClientRejectedError that says how far the client came, and what it met how often. Or with the signal's reason.
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
    const { attempts: looks, seen } = cause.record
    throw notValidated(endpoint, { elapsedMs: clock.now() - started, looks, seen, ...attempts.last, cause })
  }
}

/** The attempts of one client, and what of them the next depends on. */
class Attempts<Probed> {
  readonly #options: AwaitValidated<Probed>
  readonly #clock: Clock
  #isConnected = false
  #bad = 0
  /** Since when it has met nothing but denials. */
  #deniedSince: number | undefined
  /** What became of the last one. */
  last: Pick<NotValidated, 'stage' | 'error' | 'said'> = { stage: 'service', said: 'nothing.' }

  constructor(options: AwaitValidated<Probed>, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  async once(signal: AbortSignal): Promise<Probe<Probed>> {
    const { endpoint, probe } = this.#options
    // Counts as bad until it is known to be good: one that is not answered in time does not come back.
    this.#bad += 1
    this.last = { stage: 'service', said: 'no answer.' }
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
      this.#bad -= 1
      this.#deniedSince = undefined
      this.last = { stage: 'service', said: 'a good answer, and too few in a row.' }
      return { state: ACCEPTED, probed }
    } catch (error) {
      signal.throwIfAborted()
      const { stage, kind, isPassing } = judge(error)
      if (!isPassing || this.#isDeniedForGood(kind)) throw error
      return this.#notYet(stage, kind, error)
    }
  }

  /** Soon at first, so that a service that is ready costs little; an unbroken row of good ones is not drawn out. */
  readonly schedule: Schedule = ({ state, ...moment }) => {
    if (state === ACCEPTED) return this.#bad === 0 ? BETWEEN_GOOD_MS : AFTER_TROUBLE_MS
    return growing({ fromMs: 250, toMs: 10_000 })({ ...moment, state, polls: this.#bad })
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
