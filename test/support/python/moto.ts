import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { OwnPython } from './own-python.ts'

/** A server of moto's, on a free port of 127.0.0.1. */
export interface Moto {
  /** `http://127.0.0.1:41234` */
  readonly url: string
  stop(): Promise<void>
}

/** Starts moto, and waits until it says where it is. Fails with what it said instead. */
export async function startMoto({ python }: OwnPython): Promise<Moto> {
  const server = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(server, 'exit')
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGKILL')
    await exited
  }
  const said: string[] = []
  for await (const line of createInterface(server.stderr)) {
    said.push(line)
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1]
    if (!url) continue
    // It writes a line for each request; nobody reads them, and it must not wait for that.
    server.stderr.resume()
    return { url, stop }
  }
  await stop()
  throw new Error(`moto did not start:\n${said.join('\n')}`)
}
