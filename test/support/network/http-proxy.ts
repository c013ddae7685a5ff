import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A proxy as companies have them: for plain requests, and by CONNECT for others. It ends with the test. */
export async function startHttpProxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
  /** What it was asked to reach. */
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const proxy = createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '')
    const { method, headers } = incoming
    const onward = request(incoming.url ?? '', { ...(method && { method }), headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  proxy.on('connect', (incoming, client: Socket) => {
    asked.push(incoming.url ?? '')
    const [host = '', port = ''] = incoming.url?.split(':') ?? []
    const server = connect(Number(port), host, () => client.write('HTTP/1.1 200 Connected\r\n\r\n'))
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    proxy.closeAllConnections()
    proxy.close()
  })
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked }
}
