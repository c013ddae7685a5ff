import type { CredentialsProvider } from '../base/credentials.ts'
import type { Endpoint } from '../base/endpoint.ts'
import { DirectAgent } from '../base/native-io.ts'
import { sendSigned } from '../clients/signed-request.ts'
import { NamespaceError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** How long an answer may take, in milliseconds: longer than the gate waits for requests under way. */
const ANSWER_MS = 45_000

/** A worker's connection to the gate itself, and not to the service behind it; see the contract of `Gate`. */
export class GateClient {
  readonly #endpoint: Endpoint
  readonly #credentials: CredentialsProvider
  readonly #agent = new DirectAgent({ keepAlive: true, maxSockets: 1 })

  constructor(endpoint: Endpoint, credentials: CredentialsProvider) {
    this.#endpoint = endpoint
    this.#credentials = credentials
  }

  /** Sends a question to the gate. Fails with a NamespaceError for an error or an unexpected answer, and with the socket's error. */
  async ask<Told>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object): Promise<Told> {
    const credentials = await this.#credentials()
    const asked = {
      endpoint: this.#endpoint,
      credentials,
      agent: this.#agent,
      method,
      path,
      timeoutMs: ANSWER_MS,
    }
    const { status, body: answer } = await sendSigned({ ...asked, ...(body && { body: JSON.stringify(body) }) })
    if (status === 200) return JSON.parse(answer) as Told
    throw new NamespaceError(messages.gateFailed(this.#endpoint.url, `${method} ${path}`, `${status} ${answer}`))
  }

  close(): void {
    this.#agent.destroy()
  }
}
