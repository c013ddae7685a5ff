import { type Ipv4Block, readBlock } from '../../aws/network/ipv4-block.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'

/** It answers at once, or something on the way swallows what is sent. In milliseconds. */
const ANSWER_WITHIN_MS = 5_000

/** More than an address is an answer of something else: a page that wants a login. */
const LONGEST_ANSWER = 64

export interface ClientAddressOptions {
  readonly url: string
  readonly signal: AbortSignal
  readonly clock?: Clock | undefined
}

/** Under which address the internet sees this machine, by one request; or why that could not be found out. */
export async function findClientAddress(options: ClientAddressOptions): Promise<Ipv4Block | { readonly why: string }> {
  const { url, signal, clock = systemClock } = options
  const ended = new AbortController()
  const late = () => new Error(`it was not answered within ${ANSWER_WITHIN_MS / 1_000} s`)
  try {
    const text = await withTimeout(ask(url, AbortSignal.any([signal, ended.signal])), ANSWER_WITHIN_MS, late, clock)
    const block = text.length <= LONGEST_ANSWER ? readBlock(text) : undefined
    return block?.length === 32 ? block : { why: `${url} did not answer with an IPv4 address` }
  } catch (error) {
    signal.throwIfAborted()
    const cause = (error as { cause?: unknown }).cause
    return {
      why: `${url} could not be asked: ${messageOf(cause ?? error) || String((cause as { code?: unknown })?.code)}`,
    }
  } finally {
    ended.abort()
  }
}

async function ask(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { signal, redirect: 'error', headers: { accept: 'text/plain' } })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return answer.text()
}
