import { once } from 'node:events'
import { connect } from 'node:net'
import type { TunnelEnd } from '../client/tunnel-end.ts'
import type { AwsOptions } from '../config/resolve.ts'
import { messageOf, ReachabilityError } from '../errors.ts'
import type { RunningService } from '../session/session-context.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { withTimeout } from '../wait/sleep.ts'

/** How long the near end of a tunnel may take to let somebody in, in milliseconds. */
const WITHIN_MS = 5_000

/** The service as it is reached through a tunnel, if there is one: signed for as before, and dialled there. */
export function throughTunnel<Running extends RunningService>(running: Running, end: TunnelEnd | undefined): Running {
  if (!end) return running
  return { ...running, endpoint: { ...running.endpoint, url: `https://${addressOf(end)}` } }
}

/**
 * Looks whether the tunnels are there, before anything is made that only they lead to. Fails with a ReachabilityError for
 * the first that is not, or with the signal's reason.
 */
export async function assertTunnels(
  { opensearch, neptune }: Pick<AwsOptions, 'opensearch' | 'neptune'>,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<void> {
  for (const [service, end] of Object.entries({ opensearch: opensearch?.dial, neptune: neptune?.dial })) {
    if (end) await assertTunnel(`aws.${service}.dial`, end, signal, clock)
  }
}

async function assertTunnel(option: string, end: TunnelEnd, signal: AbortSignal, clock: Clock): Promise<void> {
  signal.throwIfAborted()
  const socket = connect({ ...end })
  // Stays on: a socket can fail again after it was destroyed.
  socket.on('error', () => {})
  const late = () => new Error(`no connection within ${WITHIN_MS / 1000} s`)
  try {
    await withTimeout(once(socket, 'connect', { signal }), WITHIN_MS, late, clock)
  } catch (cause) {
    signal.throwIfAborted()
    throw new ReachabilityError(
      [
        `No tunnel is open at ${addressOf(end)}, where '${option}' says that there is one.`,
        `Last seen: ${messageOf(cause)}`,
        'Open it before the run, and keep it open until its end; or correct the option.',
      ],
      { resource: option, cause },
    )
  } finally {
    socket.destroy()
  }
}

const addressOf = ({ host, port }: TunnelEnd): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
