import { inspect } from 'node:util'
import type { OpenedTunnel, OpenTunnel, TunnelEnd, TunnelTarget } from '../../config/tunnel-end.ts'
import { readTunnelEnd } from '../../config/tunnel-end.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { ConfigError, LeakedResourceError, messageOf, ReachabilityError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import * as messages from './messages.ts'

/** How long the user's function may take to open a tunnel, and how long its `close()` may take, in milliseconds. */
const OPEN_WITHIN_MS = 120_000
const CLOSE_WITHIN_MS = 15_000

/**
 * Has the user's function open a tunnel to a service that exists. The cleanup closes the tunnel, even if the function
 * returned it too late. Fails with a ReachabilityError where the function fails or takes more than two minutes, with a
 * ConfigError where it returns something other than an address, or with the signal's reason.
 */
export async function openTunnel(
  { endpoint, cleanup, signal }: Pick<RunningService, 'endpoint' | 'cleanup' | 'signal'>,
  open: OpenTunnel,
  clock: Clock = systemClock,
): Promise<TunnelEnd> {
  const { service, region, signingHost } = endpoint
  const { hostname: host, port } = new URL(`https://${signingHost}`)
  const option = `aws.${service}.tunnel`
  const ended = new AbortController()
  signal.throwIfAborted()
  let start: (opened: Promise<unknown>) => void = () => {}
  const opening = new Promise<unknown>((resolve) => {
    start = resolve
  })
  // Before the function is called, so that the cleanup of an interrupted run closes what it opens.
  cleanup.push(messages.tunnelTo(signingHost), () => close(opening, signingHost, option, clock))
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: ended.signal })
  })
  start(call(open, { service, host, port: Number(port || 443), region }, ended.signal))
  try {
    return readOpened(await withTimeout(Promise.race([opening, interrupted]), OPEN_WITHIN_MS, late, clock), option)
  } catch (cause) {
    ended.abort(cause)
    signal.throwIfAborted()
    if (cause instanceof ConfigError) throw cause
    const failure = { isLate: cause instanceof TooLate, cause: messageOf(cause) }
    throw new ReachabilityError(messages.notOpened(signingHost, option, failure), { resource: option, cause })
  }
}

/** Turns what the function throws into a rejection. */
const call = async (open: OpenTunnel, target: TunnelTarget, signal: AbortSignal): Promise<unknown> =>
  open(target, signal)

class TooLate extends Error {}

const late = () => new TooLate(messages.nothingReturned(OPEN_WITHIN_MS))

function readOpened(opened: unknown, option: string): TunnelEnd {
  const url = isOpened(opened) ? opened.url : opened
  const end = typeof url === 'string' ? readTunnelEnd(url) : undefined
  if (end) return end
  throw new ConfigError(messages.notAnEnd(option, shown(url)), { resource: option })
}

const isOpened = (opened: unknown): opened is OpenedTunnel =>
  typeof opened === 'object' && opened !== null && 'url' in opened

/** A value in at most 100 characters, without user and password of an address. */
const shown = (value: unknown): string =>
  inspect(value, { depth: 0, breakLength: Infinity })
    .replace(/\/\/[^/@]*@/, '//…@')
    .slice(0, 100)

/** Closes what the function opened, if it has a `close()`. Fails where it may still be open. */
async function close(
  opening: Promise<unknown>,
  host: string,
  option: string,
  clock: Clock,
): Promise<readonly string[]> {
  const closing = opening.then(
    async (opened) => {
      if (!isClosable(opened)) return []
      await opened.close()
      return [messages.tunnelTo(host)]
    },
    // The error of the start has already told why it was not opened.
    () => [],
  )
  const unclosed = () => new Error(messages.closeTooSlow(CLOSE_WITHIN_MS))
  return withTimeout(closing, CLOSE_WITHIN_MS, unclosed, clock).catch((cause: unknown) => {
    throw new LeakedResourceError(messages.notClosed(host, option, messageOf(cause)), { resource: option, cause })
  })
}

const isClosable = (opened: unknown): opened is { close(): unknown } =>
  typeof (opened as { close?: unknown } | undefined | null)?.close === 'function'
