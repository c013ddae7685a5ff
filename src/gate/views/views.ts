import type { Clock } from '../../wait/clock.ts'
import { type Answer, jsonAnswer } from '../answer.ts'
import type { Identity } from '../gate.ts'
import { OpenedView } from './opened-view.ts'
import { readViewRequest } from './read-view-request.ts'
import type { ViewEnd, ViewRequest } from './view-request.ts'

/** How long the end of a view waits for its changes, in milliseconds. */
const SETTLE_MS = 30_000

/** How many keys of tests that have ended are remembered, the newest. Older ones are nobody's. */
const REMEMBERED = 10_000

interface ViewsOptions {
  /** The run's own prefix, `vaf-7wovf-`; absent: the gate opens no views. */
  readonly runPrefix?: string | undefined
  /** Whom the gate knows without views. */
  readonly identify: (accessKeyId: string) => Identity | undefined
  readonly clock: Clock
}

/** A worker's request about one of its views. */
interface AboutView {
  readonly method: string
  /** As the path has it. */
  readonly id: string
  readonly identity: Identity
  readonly read: () => Promise<Buffer>
}

/** The views of a gate by the keys they stand for; answers workers that open and end them, see `ViewRequest`. */
export class Views {
  readonly #runPrefix: string | undefined
  readonly #identify: ViewsOptions['identify']
  readonly #clock: Clock
  /** By the key of their worker, and their ids. */
  readonly #opened = new Map<string, OpenedView>()
  /** Those that stand for the key of a worker; the last one does now. */
  readonly #ofWorkers = new Map<string, OpenedView[]>()
  readonly #ofTests = new Map<string, { readonly identity: Identity; readonly view: OpenedView | undefined }>()

  constructor({ runPrefix, identify, clock }: ViewsOptions) {
    this.#runPrefix = runPrefix
    this.#identify = identify
    this.#clock = clock
  }

  /** Whose key it is, those of tests included; of a test that has ended, too. */
  identify(accessKeyId: string): Identity | undefined {
    return this.#ofTests.get(accessKeyId)?.identity ?? this.#identify(accessKeyId)
  }

  /** The tests whose keys are known. */
  identities(): Identity[] {
    return [...this.#ofTests.values()].map(({ identity }) => identity)
  }

  /** The view that stands for a key now. */
  of({ credentials: { accessKeyId } }: Identity): OpenedView | undefined {
    return this.#ofTests.get(accessKeyId)?.view ?? this.#ofWorkers.get(accessKeyId)?.at(-1)
  }

  /** Answers a worker; `undefined` where it asks for something else. */
  async answer({ method, id, identity, read }: AboutView): Promise<Answer | undefined> {
    if (method !== 'PUT' && method !== 'DELETE') return undefined
    if (this.#runPrefix === undefined) return failed(400, 'This gate opens no views.')
    if (identity.test) return failed(400, 'Views are opened and ended with the key of a worker.')
    if (!/^[\w.-]{1,100}$/.test(id)) return failed(400, `'${id}' is no id of a view.`)
    const key = `${identity.credentials.accessKeyId} ${id}`
    if (method === 'DELETE') return this.#end(key)
    const request = readViewRequest(await read(), this.#runPrefix)
    if (typeof request === 'string') return failed(400, request)
    const { accessKeyId } = request.credentials ?? {}
    if (accessKeyId !== undefined && this.identify(accessKeyId)) {
      return failed(409, `The key '${accessKeyId}' is known already.`)
    }
    this.#close(key)
    this.#open(key, identity, request)
    return jsonAnswer(200, {})
  }

  #open(key: string, owner: Identity, request: ViewRequest): void {
    const { credentials, isWorkers = credentials === undefined, test } = request
    const view = new OpenedView(request, owner, this.#clock)
    this.#opened.set(key, view)
    if (credentials) {
      const identity: Identity = {
        credentials,
        worker: owner.worker,
        test: { ...(test !== undefined && { name: test }) },
      }
      this.#ofTests.set(credentials.accessKeyId, { identity, view })
    }
    if (isWorkers) {
      const worker = owner.credentials.accessKeyId
      this.#ofWorkers.set(worker, [...(this.#ofWorkers.get(worker) ?? []), view])
    }
  }

  async #end(key: string): Promise<Answer> {
    const view = this.#close(key)
    if (!view) return failed(404, 'There is no such view.')
    const { late, underWay } = await view.changes.settle(undefined, SETTLE_MS)
    const end: ViewEnd = {
      changed: view.hasChanged,
      covered: view.covered,
      ...(late.length > 0 && { late }),
      ...(underWay.length > 0 && { underWay }),
    }
    return jsonAnswer(200, end)
  }

  /** Takes a view from all keys. Requests that it has begun with go on. */
  #close(key: string): OpenedView | undefined {
    const view = this.#opened.get(key)
    if (!view) return undefined
    this.#opened.delete(key)
    const worker = view.owner.credentials.accessKeyId
    this.#ofWorkers.set(
      worker,
      (this.#ofWorkers.get(worker) ?? []).filter((other) => other !== view),
    )
    const { accessKeyId } = view.request.credentials ?? {}
    const known = accessKeyId === undefined ? undefined : this.#ofTests.get(accessKeyId)
    if (accessKeyId !== undefined && known) {
      this.#ofTests.delete(accessKeyId)
      const identity = { ...known.identity, test: { ...known.identity.test, hasEnded: true } }
      this.#ofTests.set(accessKeyId, { identity, view: undefined })
    }
    this.#forget()
    return view
  }

  #forget(): void {
    for (const [key, { view }] of this.#ofTests) {
      if (this.#ofTests.size <= REMEMBERED) return
      if (!view) this.#ofTests.delete(key)
    }
  }
}

const failed = (status: number, message: string): Answer => jsonAnswer(status, { message })
