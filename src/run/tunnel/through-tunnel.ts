import { once } from 'node:events'
import { connect } from 'node:net'
import type { AwsOptions } from '../../config/resolve.ts'
import type { OpenTunnel, TunnelEnd } from '../../config/tunnel-end.ts'
import { writeTunnelEnd } from '../../config/tunnel-end.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { messageOf, ReachabilityError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { withTimeout } from '../../wait/sleep.ts'
import { waitForState } from '../../wait/wait-for-state.ts'
import * as messages from './messages.ts'
import { openTunnel } from './open-tunnel.ts'

/** How long the near end of a tunnel may take to accept a connection, in milliseconds. */
const WITHIN_MS = 5_000
/** The same for a tunnel that was just opened and may not listen yet. */
const NEW_WITHIN_MS = 30_000

/**
 * The service as it is reached through a tunnel, if there is one: clients connect to the tunnel, and sign for the same
 * host as before. Calls the user's function, if that opens the tunnel. Fails as `openTunnel` does, or with a
 * ReachabilityError where nobody listens at the tunnel.
 */
export async function throughTunnel<Running extends RunningService>(
  running: Running,
  tunnel: TunnelEnd | OpenTunnel | undefined,
  clock: Clock = systemClock,
): Promise<Running> {
  if (!tunnel) return running
  const end = typeof tunnel === 'function' ? await opened(running, tunnel, clock) : tunnel
  return { ...running, endpoint: { ...running.endpoint, url: `https://${writeTunnelEnd(end)}` } }
}

async function opened(running: RunningService, open: OpenTunnel, clock: Clock): Promise<TunnelEnd> {
  const { endpoint, report, signal } = running
  const startedAt = clock.now()
  const end = await openTunnel(running, open, clock)
  const option = `aws.${endpoint.service}.tunnel`
  let last: unknown
  await waitForState({
    what: messages.tunnelAt(writeTunnelEnd(end)),
    observe: async (look) => {
      last = await tryConnecting(end, look, clock)
      return { state: last ? 'closed' : 'open' }
    },
    target: 'open',
    pending: ['closed'],
    timeoutMs: NEW_WITHIN_MS,
    signal,
    clock,
  }).catch((cause: unknown) => {
    signal.throwIfAborted()
    const waited = { cause: messageOf(last ?? cause), ms: NEW_WITHIN_MS }
    const lines = messages.tunnelNotOpen(writeTunnelEnd(end), option, waited)
    throw new ReachabilityError(lines, { resource: option, cause: last ?? cause })
  })
  const step = messages.openAt(writeTunnelEnd(end))
  report({
    ...{ type: 'resource-step', what: messages.tunnelTo(endpoint.signingHost), step },
    elapsedMs: clock.now() - startedAt,
  })
  return end
}

/**
 * Checks that the tunnels are open that the user has opened, before the run creates anything. Fails with a
 * ReachabilityError for the first that is not, or with the signal's reason.
 */
export async function assertTunnels(
  { opensearch, neptune }: Pick<AwsOptions, 'opensearch' | 'neptune'>,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<void> {
  for (const [service, end] of Object.entries({ opensearch: opensearch?.tunnel, neptune: neptune?.tunnel })) {
    if (end && typeof end !== 'function') await assertTunnel(`aws.${service}.tunnel`, end, signal, clock)
  }
}

async function assertTunnel(option: string, end: TunnelEnd, signal: AbortSignal, clock: Clock): Promise<void> {
  const cause = await tryConnecting(end, signal, clock)
  if (!cause) return
  const lines = messages.noTunnel(writeTunnelEnd(end), option, messageOf(cause))
  throw new ReachabilityError(lines, { resource: option, cause })
}

/** Connects once, and closes the connection. Returns the error, if any. Throws only the signal's reason. */
async function tryConnecting(end: TunnelEnd, signal: AbortSignal, clock: Clock): Promise<unknown> {
  signal.throwIfAborted()
  const socket = connect({ ...end })
  // Never removed: a socket can fail again after it was destroyed.
  socket.on('error', () => {})
  const late = () => new Error(messages.noConnection(WITHIN_MS))
  try {
    await withTimeout(once(socket, 'connect', { signal }), WITHIN_MS, late, clock)
    return undefined
  } catch (cause) {
    signal.throwIfAborted()
    return cause
  } finally {
    socket.destroy()
  }
}
