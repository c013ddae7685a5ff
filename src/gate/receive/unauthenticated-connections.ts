import type { Socket } from 'node:net'

/**
 * Connections on which no request has been verified yet. Only a limited number is kept: for one more, the oldest is closed.
 * A client that floods a gate without a key closes its own connections.
 */
export class UnauthenticatedConnections {
  readonly #limit: number
  /** In the order in which they came. */
  readonly #sockets = new Map<string, Socket>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** A connection has come. */
  add(socket: Socket): void {
    const name = nameOf(socket)
    this.#sockets.set(name, socket)
    socket.once('close', () => {
      if (this.#sockets.get(name) === socket) this.#sockets.delete(name)
    })
    if (this.#sockets.size <= this.#limit) return
    const [oldest] = this.#sockets
    if (oldest === undefined) return
    this.#sockets.delete(oldest[0])
    oldest[1].destroy()
  }

  /** A request that came by it, maybe inside TLS, was signed well. */
  prove(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): void {
    this.#sockets.delete(nameOf(socket))
  }

  /** The connection of these addresses, without the TLS that was to be in it. */
  of(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): Socket | undefined {
    return this.#sockets.get(nameOf(socket))
  }

  get size(): number {
    return this.#sockets.size
  }
}

const nameOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${remoteAddress} ${remotePort}`
