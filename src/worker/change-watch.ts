import type { CredentialsProvider } from '../base/credentials.ts'
import type { ProvidedOpenSearch } from '../contracts/provided-run.ts'
import { settle } from '../contracts/settle.ts'
import type { PluginWrite } from '../gate/changes/plugin-writes.ts'
import type { Rejections } from '../gate/changes/rejected-requests.ts'
import { ownPaths } from '../gate/gate.ts'
import { systemClock } from '../wait/clock.ts'
import { GateClient } from './gate-client.ts'
import * as messages from './messages.ts'

/** Tells whether a worker's namespace may have changed since it was last proved to be clean. */
export interface ChangeWatch {
  /**
   * Whether anything may have changed since `forget`. True until the first `forget`. Waits for requests that the engine has not
   * finished, and makes it end those that take longer. Fails as `settle` does.
   */
  any(): Promise<boolean>
  /**
   * Call it when the namespace was observed to be as it should be. False where a request that can change something is still
   * under way, so that the namespace has to be observed again.
   */
  forget(): Promise<boolean>
  /** Whether the engine was replaced, so that this worker's data in it is lost. Does not wait. True once for each loss, as in `any`. */
  noteLoss(): Promise<boolean>
  /** The requests to the APIs of plugins since `forget`, as of the last `any`; none where there is no gate. */
  pluginWrites(): readonly PluginWrite[]
  /** Whether something has certainly changed since `forget`. Does not wait, and notes a loss as `noteLoss` does. */
  hasChanged(): Promise<boolean>
  close(): void
}

/** The watch over a service. It asks the gate, if there is one. Otherwise anything may always have changed. */
export function watchOf(service: Watched, credentials: CredentialsProvider, hooks: WatchHooks): ChangeWatch {
  return service.hasGate ? new GateWatch(service, credentials, hooks) : alwaysLook
}

/** Functions that a watch calls when a gate reports something besides changes. */
export interface WatchHooks {
  /** Makes the engine end its work for this worker; default: does nothing. */
  readonly end?: () => Promise<unknown>
  /** Called when the engine was replaced, so that this worker's data in it is lost. */
  readonly onLost: () => void
  /** Called with a warning about requests or sessions that a test did not end, and the gate did. */
  readonly tell: (message: string) => void
  /** The tests that the warning can be about. */
  readonly ended: EndedTests
  /** Called with the requests that the gate has rejected since it was asked last. */
  readonly onRejected: (rejected: Rejections) => void
}

type Watched = Pick<ProvidedOpenSearch, 'endpoint' | 'hasGate' | 'notesChanges'>

const alwaysLook: ChangeWatch = {
  any: async () => true,
  forget: async () => true,
  noteLoss: async () => false,
  pluginWrites: () => [],
  hasChanged: async () => false,
  close: () => {},
}

/** The answer of a gate. */
interface ChangesAnswer {
  readonly changed: boolean
  readonly plugins?: readonly PluginWrite[]
  readonly ended?: readonly string[]
  readonly late?: readonly string[]
  readonly underWay?: readonly string[]
  readonly lost?: boolean
  readonly rejected?: Rejections
}

/** A worker's question to the gate whether one of its requests that can change something has passed. */
class GateWatch implements ChangeWatch {
  readonly #gate: GateClient
  readonly #isOnlyWay: boolean
  readonly #hooks: WatchHooks
  #pluginWrites: readonly PluginWrite[] = []

  constructor({ endpoint, notesChanges }: Watched, credentials: CredentialsProvider, hooks: WatchHooks) {
    this.#gate = new GateClient(endpoint, credentials)
    this.#isOnlyWay = notesChanges
    this.#hooks = hooks
  }

  async any(): Promise<boolean> {
    const asking = this.#ask<ChangesAnswer>('GET', ownPaths.changes).then((answer) => {
      if (answer.lost) this.#hooks.onLost()
      return answer
    })
    const { tell, ended: tests } = this.#hooks
    await settle(
      asking.then(({ underWay = [] }) => underWay),
      this.#hooks.end,
      systemClock,
      tests.subject,
    )
    const { changed, plugins = [], ended = [], late = [] } = await asking
    this.#pluginWrites = plugins
    if (ended.length > 0) tell(messages.sessionsOpen(tests.subject, ended))
    if (late.length > 0 && !tests.isTold) tell(messages.requestsEnded(tests.subject, late))
    return changed || !this.#isOnlyWay
  }

  async forget(): Promise<boolean> {
    const { changed } = await this.#ask<ChangesAnswer>('DELETE', ownPaths.changes)
    return !changed
  }

  async noteLoss(): Promise<boolean> {
    return (await this.#look()).lost === true
  }

  async hasChanged(): Promise<boolean> {
    return (await this.#look()).changed === true && this.#isOnlyWay
  }

  pluginWrites(): readonly PluginWrite[] {
    return this.#pluginWrites
  }

  close(): void {
    this.#gate.close()
  }

  async #look(): Promise<Partial<ChangesAnswer>> {
    const answer = await this.#ask<Partial<ChangesAnswer>>('DELETE', ownPaths.loss)
    if (answer.lost) this.#hooks.onLost()
    return answer
  }

  async #ask<Told extends Partial<ChangesAnswer>>(method: 'GET' | 'DELETE', path: string): Promise<Told> {
    const answer = await this.#gate.ask<Told>(method, path)
    if (answer.rejected) this.#hooks.onRejected(answer.rejected)
    return answer
  }
}

/** The tests that have ended since the namespace of their worker was last seen clean. Leftovers are from one of them. */
export class EndedTests {
  readonly #names: string[] = []
  #isTold = false

  /** `isTold`: a warning has already named the requests that the test left under way. */
  add(name: string, isTold: boolean): void {
    this.#names.push(name)
    this.#isTold ||= isTold
  }

  /** The subject of a sentence about what one of them has left. */
  get subject(): string {
    const [name, ...others] = this.#names
    return name === undefined || others.length > 0 ? 'A test' : `Test '${name}'`
  }

  get isTold(): boolean {
    return this.#isTold
  }

  clear(): void {
    this.#names.length = 0
    this.#isTold = false
  }
}
