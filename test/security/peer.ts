/**
 * Both sides of a gate, in a thread of their own: what they do is not counted as the gate's. Answers with its port, where
 * an engine takes every body; and whatever it is told to send, with the status that is answered.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { type SignedRequest, sendSigned } from '../../src/clients/signed-request.ts'

/** A request whose body starts and ends so, with as many bytes of a text between as it says. */
export interface LongRequest extends Omit<SignedRequest, 'body'> {
  readonly body: readonly [start: string, repeated: string, bytes: number, end: string]
}

const engine = createServer((request, response) => {
  request.resume()
  request.once('end', () => response.end('{}'))
}).listen(0, '127.0.0.1')
await once(engine, 'listening')
parentPort?.postMessage((engine.address() as AddressInfo).port)
parentPort?.on('message', async ({ body: [start, repeated, bytes, end], ...request }: LongRequest) => {
  const body = `${start}${repeated.repeat(bytes / repeated.length)}${end}`
  const { status } = await sendSigned({ ...request, body })
  parentPort?.postMessage(status)
})
