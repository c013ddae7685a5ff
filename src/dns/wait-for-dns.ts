import { isIP } from 'node:net'
import { DnsError, WaitTimeoutError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { growing } from '../wait/schedule.ts'
import type { WaitOptions } from '../wait/wait-for-state.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import * as messages from './messages.ts'
import { NameLookup, type NameSources } from './name-lookup.ts'

export interface DnsWait extends NameSources {
  /** How long to wait in all, in milliseconds. */
  readonly timeoutMs: number
  /** Called after each poll; its state is `unresolved` or `resolved`. Must not throw. */
  readonly onPoll?: WaitOptions<never>['onPoll'] | undefined
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
}

/**
 * Waits until the operating system can resolve a name, as every client will. A system that is asked too early caches for
 * minutes that there is no such name. So a DNS server is asked first, which bypasses that cache, and the system is asked rarely
 * while that server says that there is no such name. The server's answer is only advice: names that are in a hosts file, or that
 * only another server knows, are found too. A server that is blocked, late or wrong costs a little time.
 *
 * Fails with a DnsError, or the signal's reason.
 */
export async function waitForDns(wait: DnsWait): Promise<void> {
  const { host, timeoutMs, onPoll, signal, clock = systemClock } = wait
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return
  const started = clock.now()
  const asked = new NameLookup(wait, clock)
  try {
    await waitForState({
      what: host,
      observe: async (pollSignal) => {
        const isLast = clock.now() - started >= timeoutMs
        return { state: (await asked.once(pollSignal, isLast)) ? 'resolved' : 'unresolved', detail: asked.told() }
      },
      target: 'resolved',
      pending: 'any',
      schedule: growing({ fromMs: 250, toMs: 10_000 }),
      timeoutMs,
      onPoll,
      signal,
      clock,
    })
  } catch (cause) {
    if (!(cause instanceof WaitTimeoutError)) throw cause
    const lines = messages.notResolved(host, clock.now() - started, asked.told(), asked.hint())
    throw new DnsError(lines, { resource: host, cause })
  }
}
