import { sendSigned } from '../client/signed-request.ts'
import { DirectAgent } from '../client/undisturbed.ts'
import { NamespaceError } from '../errors.ts'
import type { AwsCredentials } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'

const PATH = '/_aws_fixtures/changes'

/** A worker's question to the gate whether a request of its own that can change something has passed. */
export class Changes {
  readonly #endpoint: Endpoint
  readonly #credentials: AwsCredentials
  readonly #agent = new DirectAgent({ keepAlive: true, maxSockets: 1 })

  constructor(endpoint: Endpoint, credentials: AwsCredentials) {
    this.#endpoint = endpoint
    this.#credentials = credentials
  }

  /** Whether anything may have changed since `forget`. True until the first `forget`. */
  async any(): Promise<boolean> {
    const { changed } = JSON.parse(await this.#ask('GET')) as { changed: boolean }
    return changed
  }

  /**
   * To be called when the namespace has been seen to be as it should. False where a request that can change something
   * is still under way, and the look has to be taken again.
   */
  async forget(): Promise<boolean> {
    const { changed } = JSON.parse(await this.#ask('DELETE')) as { changed: boolean }
    return !changed
  }

  close(): void {
    this.#agent.destroy()
  }

  async #ask(method: 'GET' | 'DELETE'): Promise<string> {
    const asked = { endpoint: this.#endpoint, credentials: this.#credentials, agent: this.#agent, method, path: PATH }
    const { status, body } = await sendSigned(asked)
    if (status === 200) return body
    throw new NamespaceError([`The gate at ${this.#endpoint.url} did not say what has changed.`, `${status} ${body}`])
  }
}
