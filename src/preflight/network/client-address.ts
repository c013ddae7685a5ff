import { type Ipv4Block, readBlock } from '../../aws/network/ipv4-block.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import * as messages from './messages.ts'

/** How long the service may take to answer, in milliseconds; it normally answers at once. */
const ANSWER_WITHIN_MS = 5_000

/** The most characters that an answer may have; a longer one is a page, such as one that asks for a login. */
const LONGEST_ANSWER = 64

export interface ClientAddressOptions {
  readonly url: string
  readonly signal: AbortSignal
  readonly clock?: Clock | undefined
}

/** The address that the internet sees of this machine, by one request; or why it could not be found out. */
export async function findClientAddress(options: ClientAddressOptions): Promise<Ipv4Block | { readonly why: string }> {
  const { url, signal, clock = systemClock } = options
  const ended = new AbortController()
  const late = () => new Error(messages.noAnswerWithin(ANSWER_WITHIN_MS))
  try {
    const text = await withTimeout(ask(url, AbortSignal.any([signal, ended.signal])), ANSWER_WITHIN_MS, late, clock)
    const block = text.length <= LONGEST_ANSWER ? readBlock(text) : undefined
    return block?.length === 32 ? block : { why: messages.noAddressAnswered(url) }
  } catch (error) {
    signal.throwIfAborted()
    const cause = (error as { cause?: unknown }).cause
    const text = messageOf(cause ?? error) || String((cause as { code?: unknown })?.code)
    return { why: messages.addressNotAnswered(url, text) }
  } finally {
    ended.abort()
  }
}

async function ask(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { signal, redirect: 'error', headers: { accept: 'text/plain' } })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return answer.text()
}
