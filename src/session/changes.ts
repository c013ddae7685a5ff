import { sendSigned } from '../client/signed-request.ts'
import { DirectAgent } from '../client/undisturbed.ts'
import { NamespaceError } from '../errors.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import type { ProvidedOpenSearch } from './provided-session.ts'
import { settle } from './settle.ts'

/** Longer than the gate waits for what is under way, in milliseconds. */
const ANSWER_MS = 45_000

const PATH = '/_aws_fixtures/changes'

/** Whether a worker's namespace may have changed since it was last seen to be as it should. */
export interface ChangeWatch {
  /**
   * Whether anything may have changed since `forget`. True until the first `forget`. Waits for requests that the engine
   * has not done with, and has it end what takes a while. Fails as `settle` does.
   */
  any(): Promise<boolean>
  /**
   * To be called when the namespace has been seen to be as it should. False where a request that can change something
   * is still under way, and the look has to be taken again.
   */
  forget(): Promise<boolean>
  close(): void
}

/**
 * The watch over a service: its gate is asked where there is one; otherwise anything may always have changed. `end` has the
 * engine end what it still does for this worker, where it can.
 */
export function watchOf(service: Watched, credentials: CredentialsProvider, end?: () => Promise<void>): ChangeWatch {
  return service.hasGate ? new GateWatch(service, credentials, end) : alwaysLook
}

type Watched = Pick<ProvidedOpenSearch, 'endpoint' | 'hasGate' | 'notesChanges'>

const alwaysLook: ChangeWatch = { any: async () => true, forget: async () => true, close: () => {} }

/** What a gate says. */
interface ChangesAnswer {
  readonly changed: boolean
  readonly underWay?: readonly string[]
}

/** A worker's question to the gate whether a request of its own that can change something has passed. */
class GateWatch implements ChangeWatch {
  readonly #endpoint: Endpoint
  readonly #isOnlyWay: boolean
  readonly #credentials: CredentialsProvider
  readonly #end: (() => Promise<void>) | undefined
  readonly #agent = new DirectAgent({ keepAlive: true, maxSockets: 1 })

  constructor({ endpoint, notesChanges }: Watched, credentials: CredentialsProvider, end?: () => Promise<void>) {
    this.#endpoint = endpoint
    this.#isOnlyWay = notesChanges
    this.#credentials = credentials
    this.#end = end
  }

  async any(): Promise<boolean> {
    const asking = this.#ask('GET').then((text) => JSON.parse(text) as ChangesAnswer)
    await settle(
      asking.then(({ underWay = [] }) => underWay),
      this.#end,
    )
    return (await asking).changed || !this.#isOnlyWay
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
