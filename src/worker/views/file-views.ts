import type { AwsCredentials, CredentialsProvider } from '../../base/credentials.ts'
import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { JoinedRun } from '../../contracts/provided-run.ts'
import { settle } from '../../contracts/settle.ts'
import { NamespaceError } from '../../errors/errors.ts'
import { mintCredentials } from '../../gate/mint-credentials.ts'
import type { ViewEnd } from '../../gate/views/view-request.ts'
import { endUnder } from '../../isolation/index/remove-under.ts'
import { copyContents, sealView, type ViewContents } from '../../isolation/index/view-contents.ts'
import { systemClock } from '../../wait/clock.ts'
import { EndedTests } from '../change-watch.ts'
import * as messages from '../messages.ts'
import { EndedViews } from './ended-views.ts'
import { GateViews } from './gate-views.ts'
import { ViewLevels } from './view-levels.ts'

/** The parts of a worker that its views use. */
export interface ViewsWorker {
  readonly run: JoinedRun
  readonly credentials: CredentialsProvider
  /** The start of all physical names of this worker. */
  readonly indexPrefix: string
  /** The worker's own client, which names what there is by its physical names. */
  opensearch(): OpenSearchRequests
  /** Prints a warning. */
  tell(message: string): void
}

/** A view that is open. */
export interface OpenedView {
  readonly id: string
  /** The start of the physical names of what its scope makes. */
  readonly prefix: string
  /** The key that it stands for. */
  readonly credentials: AwsCredentials
}

/** How a view is opened. */
interface Opening {
  readonly test?: string
  readonly isWorkers: boolean
}

/**
 * The views of a worker while it runs a test file: one of each test, and one of the code outside of tests, such as
 * `beforeAll`. What that code makes is sealed before the next test: then it is a level that each later view begins with, and
 * the code outside of tests, too, goes on in another view.
 */
export class FileViews {
  /** What stands behind views that have ended. */
  readonly ended: EndedViews
  readonly #worker: ViewsWorker
  readonly #gates: GateViews
  /** Those of tests; those that are being opened are in `#running` alone. */
  readonly #open = new Set<OpenedView>()
  #running = 0
  readonly #levels: ViewLevels
  #outside: OpenedView | undefined
  /** The view of the worker's own key while tests run side by side. */
  #shared: Promise<OpenedView> | undefined
  /** The prefixes under which the worker itself has made something. */
  readonly #made = new Set<string>()
  #count = 0
  #hasMade = false
  #isLost = false

  /** The worker's run has views. */
  constructor(worker: ViewsWorker) {
    this.#worker = worker
    this.#gates = new GateViews(worker.run, worker.credentials)
    this.ended = new EndedViews(() => worker.opensearch())
    this.#levels = new ViewLevels(worker.run.opensearch?.layers ?? [])
  }

  /** The view of code outside of tests. Opens it where it is not open. Fails as `begin` does. */
  async outside(): Promise<OpenedView> {
    this.#outside ??= await this.#openView({ isWorkers: true })
    return this.#outside
  }

  /** Whether the view of code outside of tests is open. */
  get isOpen(): boolean {
    return this.#outside !== undefined
  }

  /**
   * Opens the view of a test. The worker's own key has it too, but where tests run side by side: then it has one that these
   * tests share. Fails with a NamespaceError where what the test has to find is lost, with the gate's answer, or with the
   * client's error.
   */
  async begin(test: string, isConcurrent: boolean): Promise<OpenedView> {
    if (this.#isLost) throw new NamespaceError(messages.outsideLost())
    this.#running += 1
    try {
      if (isConcurrent) {
        this.#shared ??= this.#openView({ isWorkers: true })
        await this.#shared
      }
      const view = await this.#openView({ test, isWorkers: !isConcurrent })
      this.#open.add(view)
      return view
    } catch (error) {
      this.#running -= 1
      if (this.#running === 0) this.#shared = undefined
      throw error
    }
  }

  /**
   * Ends the view of a test, and waits for its requests, which the engine ends where they take longer; `tests` are those that
   * can have sent them. What the test has made is not removed yet. Fails with the gate's answer, and as `settle` does.
   */
  async end(view: OpenedView, tests: EndedTests): Promise<void> {
    this.#open.delete(view)
    this.#running -= 1
    const shared = this.#running > 0 ? undefined : this.#shared
    if (shared) this.#shared = undefined
    await this.#endView(view, tests)
    if (shared) await this.#endView(await shared, tests)
  }

  /** Notes that the worker itself has made something for the scope of a view. */
  noteMade({ prefix }: OpenedView): void {
    this.#made.add(prefix)
  }

  /**
   * Has later views begin with what code outside of tests has made, and returns that; `undefined` where it has made nothing.
   * Fails with the client's error, or with the gate's answer.
   */
  async keep(): Promise<ViewContents | undefined> {
    const view = await this.outside()
    this.#outside = undefined
    const { changed, covered } = await this.#end(view)
    const hasMade = changed || covered.length > 0
    if (hasMade) {
      this.#hasMade = true
      this.#levels.raise(await sealView(this.#worker.opensearch(), view.prefix), covered)
      await this.#gates.noteKept(true)
    } else this.#leave(view, changed)
    await this.outside()
    return hasMade ? this.#levels.top.contents : undefined
  }

  /** How many levels there are above the dataset. */
  get level(): number {
    return this.#levels.count
  }

  /** Takes away the levels above this one, and what code outside of tests has made since. Fails as `keep` does. */
  async dropTo(level: number): Promise<void> {
    const outside = this.#outside
    this.#outside = undefined
    if (outside) await this.#endView(outside)
    for (const prefix of await this.#dropLevels(level)) this.ended.add(prefix)
    if (level === 0) this.#isLost = false
    if (outside) await this.outside()
  }

  /** Notes that the engine was replaced, so that what the levels have in it is lost. */
  noteLoss(): void {
    this.#isLost = this.level > 0
  }

  /**
   * Ends all views and levels, and waits for what is being removed. Returns whether anything may be left under the worker's
   * prefix. Fails with the gate's answer.
   */
  async close(): Promise<boolean> {
    const shared = await this.#shared
    const views = [shared, ...this.#open, this.#outside].filter((view) => view !== undefined)
    this.#shared = undefined
    this.#outside = undefined
    this.#open.clear()
    for (const view of views) await this.#endView(view)
    await this.#dropLevels(0)
    await this.ended.settled()
    return this.#hasMade
  }

  async #dropLevels(count: number): Promise<readonly string[]> {
    const dropped = this.#levels.dropTo(count)
    if (dropped.length > 0) await this.#gates.noteKept(count > 0)
    return dropped
  }

  /** Closes the connections to the gates. */
  disconnect(): void {
    this.#gates.close()
  }

  async #openView({ test, isWorkers }: Opening): Promise<OpenedView> {
    this.#count += 1
    const id = `t${this.#count}`
    const view = { id, prefix: `${this.#worker.indexPrefix}${id}-`, credentials: mintCredentials() }
    const { prefix, credentials } = view
    const { layers, contents } = this.#levels.top
    await this.#gates.open(id, { prefix, layers, credentials, isWorkers, ...(test !== undefined && { test }) })
    try {
      await copyContents(this.#worker.opensearch(), contents, prefix)
    } catch (error) {
      this.noteMade(view)
      await this.#endView(view)
      throw error
    }
    return view
  }

  async #endView(view: OpenedView, tests?: EndedTests): Promise<void> {
    const { changed } = await this.#end(view, tests)
    this.#leave(view, changed)
  }

  async #end(view: OpenedView, tests = new EndedTests()): Promise<ViewEnd> {
    const ending = this.#gates.end(view.id)
    const underWay = ending.then(({ underWay: requests = [] }) => requests)
    try {
      await settle(underWay, () => endUnder(this.#worker.opensearch(), view.prefix), systemClock, tests.subject)
    } catch (error) {
      this.#leave(view, true)
      throw error
    }
    const { late = [] } = await ending
    if (late.length > 0 && !tests.isTold) this.#worker.tell(messages.requestsEnded(tests.subject, late))
    return ending
  }

  /** Has what stands behind a view that has ended removed later, if anything does. */
  #leave({ prefix }: OpenedView, hasChanged: boolean): void {
    const { definitions, streams } = this.#levels.top.contents
    if (!hasChanged && !this.#made.delete(prefix) && definitions.length === 0 && streams.length === 0) return
    this.#hasMade = true
    this.ended.add(prefix)
  }
}
