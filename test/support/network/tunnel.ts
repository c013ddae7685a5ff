import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A port of 127.0.0.1 that leads to another, as `ssh -L` or a run of SSM does. */
export interface Tunnel {
  readonly port: number
  /** How many connections have come. */
  readonly connections: () => number
  /** Its near end. */
  readonly server: Server
  /** Breaks all connections in it; new ones can be made. */
  drop(): void
  /** Ends it, with all that is in it: nobody listens there any more. */
  close(): void
}

/** Opens a tunnel that ends with the test, or before. */
export async function openTunnel(to: number): Promise<Tunnel> {
  const ends = new Set<Socket>()
  let connections = 0
  const server = createServer((near) => {
    connections += 1
    const far = connect(to, '127.0.0.1')
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => {})
      end.once('close', () => {
        ends.delete(end)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const drop = () => {
    for (const end of ends) end.destroy()
  }
  const close = () => {
    server.close()
    drop()
  }
  onTestFinished(close)
  return { port, connections: () => connections, server, drop, close }
}
