import { once } from 'node:events'
import { connect } from 'node:net'

export interface RawRequest {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** How long is waited for the end of the connection, in milliseconds; default 30,000. */
  readonly waitMs?: number
}

/**
 * Sends bytes to a port, by default of this machine, and returns what comes back until the connection ends, at most what
 * comes in time. A connection that is refused or reset returns what had come by then.
 */
export async function rawRequest(
  port: number,
  bytes: string | Buffer,
  { host = '127.0.0.1', waitMs = 30_000 }: RawRequest = {},
): Promise<string> {
  const socket = connect(port, host)
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await Promise.race([once(socket, 'close'), once(AbortSignal.timeout(waitMs), 'abort')])
  socket.destroy()
  return said
}

/** A request in HTTP/1.1 whose connection ends with its answer. */
export function httpRequest(method: string, target: string, headers: Readonly<Record<string, string>>, body = '') {
  const all = { host: '127.0.0.1', connection: 'close', ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}
