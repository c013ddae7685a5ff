import { connect } from 'node:net'

/**
 * - `accepts`: a process listens, or has not answered in time;
 * - `refuses`: the process that listened has ended, also where it was in another container;
 * - `absent`: there is no socket.
 */
export type SocketState = 'accepts' | 'refuses' | 'absent'

/** After so long without an answer a socket counts as one that accepts, in milliseconds. */
const ANSWER_MS = 1_000

/**
 * Whether a process listens on a Unix socket. The kernel knows it also where the two processes are in different containers.
 * Only a clear answer counts as `refuses` or `absent`. Never fails.
 */
export function askSocket(path: string): Promise<SocketState> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const end = (state: SocketState) => {
      socket.destroy()
      resolve(state)
    }
    socket.setTimeout(ANSWER_MS, () => end('accepts'))
    socket.once('connect', () => end('accepts'))
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNREFUSED') end('refuses')
      else end(code === 'ENOENT' ? 'absent' : 'accepts')
    })
  })
}
