import type { STSClient } from '@aws-sdk/client-sts'
import { duration } from '../../base/duration.ts'
import { systemClock } from '../../wait/clock.ts'

/** From this difference on it is told although AWS still accepts it, in milliseconds: at five minutes it accepts nothing. */
const TELL_FROM_MS = 2 * 60_000

/** How far this machine's clock is from that of AWS. */
export interface ClockSkew {
  /** In milliseconds, by the last answer; positive: this machine is ahead. `undefined`: no answer has said the time. */
  readonly ms: number | undefined
}

/** Reads the time from each answer that a client gets, to the second. */
export function watchClock(client: Pick<STSClient, 'middlewareStack'>): ClockSkew {
  const skew: { ms: number | undefined } = { ms: undefined }
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> }
      const theirs = Date.parse(headers?.date ?? '')
      // Signatures go by the real time, whatever clock waits go by.
      if (!Number.isNaN(theirs)) skew.ms = systemClock.now() - theirs
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'watchClock' },
  )
  return skew
}

/** The difference, in a sentence without its end: `This machine's clock is 12 min behind the one of AWS`. */
export function skewSentence({ ms }: ClockSkew): string {
  if (ms === undefined || Math.abs(ms) < 1_000) return "This machine's clock is not the one of AWS"
  // The other side says whole seconds only.
  const time = duration(Math.round(Math.abs(ms) / 1_000) * 1_000).replace('.0 s', ' s')
  return `This machine's clock is ${time} ${ms < 0 ? 'behind' : 'ahead of'} the one of AWS`
}

/** What a run is told whose calls are still accepted, if anything. */
export function skewWarning(skew: ClockSkew): string | undefined {
  if (skew.ms === undefined || Math.abs(skew.ms) < TELL_FROM_MS) return undefined
  return `${skewSentence(skew)}, which rejects every request from five minutes on: set it.`
}
