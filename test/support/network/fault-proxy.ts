import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What becomes of a connection through the proxy. Bytes are counted from when the fault is set, per connection. */
export type Fault =
  /** Bytes pass. */
  | { readonly kind: 'none' }
  /** The client is reset as soon as it connects. */
  | { readonly kind: 'refuse' }
  /** Both sides stay connected, and nothing passes any more, from this many bytes of the server on. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** The client is reset after this many bytes of the server. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The client is told that the server sends no more, which goes on to take what the client sends. */
  | { readonly kind: 'half-close'; readonly afterBytes: number }
  /** The server's bytes come one by one, with a turn of the event loop between them, from this many on. */
  | { readonly kind: 'drip'; readonly afterBytes: number }

export interface FaultProxy {
  readonly port: number
  /** What becomes of new connections, and of those there are as soon as bytes come. */
  fault: Fault
  /** Connections to clients that are open. */
  readonly open: number
  /** Connections that clients have made in all. */
  readonly accepted: number
  /** Resets every connection. */
  reset(): void
  /** Tells every client that no more will come, and takes what it sends. */
  halfClose(): void
}

/** A proxy between a client and a server on 127.0.0.1 that does to bytes what networks do. It ends with the test. */
export async function startFaultProxy(serverPort: number): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  const proxy = {
    port: 0,
    fault: { kind: 'none' } as Fault,
    accepted: 0,
    get open() {
      return pairs.size
    },
    reset() {
      for (const { client } of pairs) client.resetAndDestroy()
    },
    halfClose() {
      for (const { client } of pairs) client.end()
    },
  }
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    proxy.accepted += 1
    client.on('error', () => {})
    if (proxy.fault.kind === 'refuse') return void client.resetAndDestroy()
    const pair = new Pair(client, serverPort, () => proxy.fault)
    pairs.add(pair)
    client.once('close', () => pairs.delete(pair))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  proxy.port = (listener.address() as AddressInfo).port
  onTestFinished(() => {
    proxy.reset()
    listener.close()
  })
  return proxy
}

/** A connection of a client, and the one to the server that belongs to it. */
class Pair {
  readonly client: Socket
  readonly #server: Socket
  readonly #fault: () => Fault
  #isCut = false
  /** Bytes of the server since the fault there is now. */
  #received = 0
  #seen: Fault

  constructor(client: Socket, serverPort: number, fault: () => Fault) {
    this.client = client
    this.#fault = fault
    this.#seen = fault()
    this.#server = connect({ port: serverPort, host: '127.0.0.1', allowHalfOpen: true })
    this.#server.on('error', () => client.resetAndDestroy())
    this.#server.on('data', (bytes) => void this.#pass(bytes))
    this.#server.once('end', () => this.#isCut || client.end())
    client.on('data', (bytes) => this.#isStalled() || this.#server.write(bytes))
    // Nobody will answer a goodbye on a connection on which nothing passes any more.
    client.once('end', () => (this.#isCut ? client.destroy() : this.#server.end()))
    client.once('close', () => this.#server.destroy())
  }

  #now(): Fault {
    const fault = this.#fault()
    if (fault !== this.#seen) this.#received = 0
    this.#seen = fault
    return fault
  }

  #isStalled(): boolean {
    const fault = this.#now()
    if (fault.kind === 'stall' && this.#received >= fault.afterBytes) this.#isCut = true
    return this.#isCut
  }

  async #pass(bytes: Buffer): Promise<void> {
    const fault = this.#now()
    if (this.#isCut) return
    const limit = 'afterBytes' in fault ? Math.max(0, fault.afterBytes - this.#received) : bytes.length
    this.#received += bytes.length
    const [sound, rest] = [bytes.subarray(0, limit), bytes.subarray(limit)]
    if (sound.length > 0) this.client.write(sound)
    if (rest.length === 0) return
    if (fault.kind === 'drip') return this.#drip(rest)
    this.#isCut = true
    if (fault.kind === 'reset') this.client.resetAndDestroy()
    if (fault.kind === 'half-close') this.client.end()
  }

  async #drip(bytes: Buffer): Promise<void> {
    this.#server.pause()
    for (const byte of bytes) {
      if (this.client.destroyed) return
      this.client.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#server.resume()
  }
}
