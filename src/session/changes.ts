import { sendSigned } from '../client/signed-request.ts'
import { DirectAgent } from '../client/undisturbed.ts'
import { NamespaceError } from '../errors.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'

/** Longer than the gate waits for what is under way, in milliseconds. */
const ANSWER_MS = 45_000

const PATH = '/_aws_fixtures/changes'

/** Whether a worker's namespace may have changed since it was last seen to be as it should. */
export interface ChangeWatch {
  /**
   * Whether anything may have changed since `forget`. True until the first `forget`. Waits for requests that the engine
   * has not done with. Fails with a NamespaceError that names those it is not done with in time.
   */
  any(): Promise<boolean>
  /**
   * To be called when the namespace has been seen to be as it should. False where a request that can change something
   * is still under way, and the look has to be taken again.
   */
  forget(): Promise<boolean>
  close(): void
}

/** The watch over a service: its gate is asked where there is one; otherwise anything may always have changed. */
export function watchOf(service: Watched, credentials: CredentialsProvider): ChangeWatch {
  return service.notesChanges ? new GateWatch(service.endpoint, credentials) : alwaysLook
}

interface Watched {
  readonly endpoint: Endpoint
  readonly notesChanges: boolean
}

const alwaysLook: ChangeWatch = { any: async () => true, forget: async () => true, close: () => {} }

/** What is said of requests that the engine goes on with after their test. Each is named with how long it has taken. */
export const stillUnderWay = (requests: readonly string[]): NamespaceError =>
  new NamespaceError([
    'The engine still carries out requests that no test awaits any more.',
    `Last seen: ${requests.slice(0, 5).join(', ')}${requests.length > 5 ? ` and ${requests.length - 5} more` : ''}.`,
    'Await every request before its test ends, with a timeout longer than it takes.',
  ])

/** A worker's question to the gate whether a request of its own that can change something has passed. */
class GateWatch implements ChangeWatch {
  readonly #endpoint: Endpoint
  readonly #credentials: CredentialsProvider
  readonly #agent = new DirectAgent({ keepAlive: true, maxSockets: 1 })

  constructor(endpoint: Endpoint, credentials: CredentialsProvider) {
    this.#endpoint = endpoint
    this.#credentials = credentials
  }

  async any(): Promise<boolean> {
    const answer = JSON.parse(await this.#ask('GET')) as { changed: boolean; underWay?: readonly string[] }
    if (answer.underWay) throw stillUnderWay(answer.underWay)
    return answer.changed
  }

  async forget(): Promise<boolean> {
    const { changed } = JSON.parse(await this.#ask('DELETE')) as { changed: boolean }
    return !changed
  }

  close(): void {
    this.#agent.destroy()
  }

  async #ask(method: 'GET' | 'DELETE'): Promise<string> {
    const credentials = await this.#credentials()
    const asked = {
      endpoint: this.#endpoint,
      credentials,
      agent: this.#agent,
      method,
      path: PATH,
      timeoutMs: ANSWER_MS,
    }
    const { status, body } = await sendSigned(asked)
    if (status === 200) return body
    throw new NamespaceError([`The gate at ${this.#endpoint.url} did not say what has changed.`, `${status} ${body}`])
  }
}
