import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import type { GateOptions } from '../../../src/gate/gate.ts'
import { type AwaitValidated, awaitValidated } from '../../../src/preflight/service/await-validated.ts'
import { probeOpenSearch } from '../../../src/preflight/service/probe-opensearch.ts'
import { type Clock, systemClock } from '../../../src/wait/clock.ts'
import { PauselessClock } from '../../clients/pauseless-clock.ts'
import { numbered } from '../../clients/tls-server.ts'
import { credentialsOf, openTestGate, startUpstream } from '../../gate/open-test-gate.ts'

export const engine = JSON.stringify({ version: { distribution: 'opensearch', number: '2.19.1' } })
export const user = 'arn:aws:iam::111122223333:role/ci'
const denied = JSON.stringify({ message: `User: ${user} is not authorized to perform: es:ESHttpGet` })

export type Let = 'let in' | 'denied' | 'not ready'

/** A gate before an engine that answers signed requests by a script; the last entry holds for all later requests. */
export async function openScriptedGate(script: readonly Let[], options: Partial<GateOptions> = {}) {
  const lets = [...script]
  const upstream = await startUpstream((_request, response) => {
    const next = lets.length > 1 ? lets.shift() : lets[0]
    if (next === 'let in') response.writeHead(200, { 'content-type': 'application/json' }).end(engine)
    else if (next === 'not ready') response.writeHead(503).end('<html>Service Unavailable</html>')
    else response.writeHead(403, { 'content-type': 'application/json' }).end(denied)
  })
  const gate = await openTestGate({ service: 'opensearch', enginePort: () => upstream.port, ...options })
  return gate.endpoint
}

export type Options = Partial<AwaitValidated<unknown>> & { readonly signing?: Clock; readonly worker?: number }

/** Validates an OpenSearch client that signs by real time, while the waits have another clock. */
export function validate(endpoint: Endpoint, { signing = systemClock, worker = 1, ...options }: Options = {}) {
  const client = createOpenSearchClient({
    endpoint,
    credentials: async () => (worker === 0 ? numbered(1) : credentialsOf(worker)),
    // The client's own retries would hide what the service answers.
    options: { maxRetries: 0 },
    clock: signing,
  })
  onTestFinished(() => client.close())
  const clock = new PauselessClock()
  const seen: string[] = []
  const validating = awaitValidated({
    endpoint,
    probe: (signal) => probeOpenSearch(client, { endpoint, version: '2.19', signal }),
    signal: new AbortController().signal,
    clock,
    ...options,
    onPoll: (moment) => {
      seen.push(moment.state)
      options.onPoll?.(moment)
    },
  })
  return { validating, clock, seen }
}

/** A port on 127.0.0.1 that accepts connections until it is closed, and sends nothing but what `speak` sends. */
export async function takenPort(speak: (socket: Socket) => void = () => {}) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.resume()
    speak(socket)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }
  onTestFinished(close)
  return { port: (server.address() as AddressInfo).port, close, sockets }
}

/** A ClientRejectedError whose message has these facts. */
export const rejection = (endpoint: Endpoint, facts: readonly string[], more: object = {}) => ({
  name: 'ClientRejectedError',
  code: 'AWS_FIXTURE_CLIENT_REJECTED',
  endpoint: endpoint.url,
  message: expect.toSatisfy((message: string) => facts.every((fact) => message.includes(fact)), facts.join(', ')),
  ...more,
})
