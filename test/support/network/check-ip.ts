import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What answers with the address of whoever asks: here always this one, or as a test says. Ends with the test. */
export async function openCheckIp(answer: string | RequestListener = '203.0.113.7'): Promise<string> {
  const listener: RequestListener = typeof answer === 'string' ? (_, response) => response.end(`${answer}\n`) : answer
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
