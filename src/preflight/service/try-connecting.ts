import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { Endpoint } from '../../base/endpoint.ts'
import { undisturbed } from '../../base/native-io.ts'
import { tlsOptions } from '../../clients/tls-options.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import * as messages from './messages.ts'

/** The stage at which connecting failed, and its error. */
export interface FailedConnection {
  readonly stage: 'TCP' | 'TLS'
  readonly error: Error
}

/** How long connecting may take, TLS included, in milliseconds. */
const CONNECT_MS = 5_000

/**
 * Connects to an endpoint once, verifies its certificate, and closes the connection, within 5 seconds. Returns what
 * failed, if anything. Throws only the signal's reason.
 */
export function tryConnecting(
  endpoint: Endpoint,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<FailedConnection | undefined> {
  const url = new URL(endpoint.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    let stage: FailedConnection['stage'] = 'TCP'
    const socket = undisturbed(() =>
      connect({
        host,
        port: Number(url.port || 443),
        ...(isIP(host) === 0 && { servername: host }),
        ...tlsOptions(endpoint),
      }),
    )
    const end = (settle: () => void) => {
      cancel()
      signal.removeEventListener('abort', stop)
      socket.destroy()
      settle()
    }
    const fail = (error: Error) => end(() => resolve({ stage, error }))
    const stop = () => end(() => reject(signal.reason))
    const cancel = clock.after(CONNECT_MS, () => fail(timedOut(messages.noConnection(stage, CONNECT_MS))))
    signal.addEventListener('abort', stop, { once: true })
    socket.once('connect', () => {
      stage = 'TLS'
    })
    socket.once('secureConnect', () => end(() => resolve(undefined)))
    // Never removed: a socket can fail again after it was destroyed.
    socket.on('error', fail)
  })
}

const timedOut = (text: string): Error => Object.assign(new Error(text), { code: 'ETIMEDOUT' })
