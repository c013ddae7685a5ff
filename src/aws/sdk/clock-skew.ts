import type { STSClient } from '@aws-sdk/client-sts'
import { systemClock } from '../../wait/clock.ts'

/** The difference from which on a run is warned, in milliseconds. AWS rejects every request from five minutes on. */
const WARN_FROM_MS = 2 * 60_000

/** How far the clock of this machine is from that of AWS. */
export interface ClockSkew {
  /** By the last answer, in milliseconds; positive where this machine is ahead, `undefined` where no answer told the time. */
  readonly ms: number | undefined
}

/** Reads the time, which is in whole seconds, from each answer that a client gets. */
export function watchClock(client: Pick<STSClient, 'middlewareStack'>): ClockSkew {
  const skew: { ms: number | undefined } = { ms: undefined }
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> }
      const theirs = Date.parse(headers?.date ?? '')
      // Not the clock of the waits, which tests replace: signatures have the time of this machine.
      if (!Number.isNaN(theirs)) skew.ms = systemClock.now() - theirs
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'watchClock' },
  )
  return skew
}

/** Whether a run whose calls are still accepted should be warned. */
export const shouldWarn = (skew: ClockSkew): skew is { readonly ms: number } =>
  skew.ms !== undefined && Math.abs(skew.ms) >= WARN_FROM_MS
