import { connect } from 'node:net'

/**
 * - `accepts`: a process listens, or there is one that has no time;
 * - `refuses`: the process that listened has ended, on whatever side of a container or mount it was;
 * - `absent`: there is no socket.
 */
export type SocketState = 'accepts' | 'refuses' | 'absent'

/** How long a system may take to say so, in milliseconds; it does at once. */
const ANSWER_MS = 1_000

/**
 * Whether a process listens on a Unix socket. The kernel knows, whatever of the file system or of the processes the two
 * see of each other. Only a clear answer counts as `refuses` or `absent`. Never fails.
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
