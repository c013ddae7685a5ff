import type { TestContext } from 'vitest'
import { stoppedEngines } from '../contracts/stopped-engines.ts'
import { messageOf, NamespaceError } from '../errors/errors.ts'
import { withLink } from '../errors/link.ts'
import { assertEnginesRun, unlessEnginesStopped } from './engines-stopped.ts'
import * as messages from './messages.ts'
import { appendToError, isTimeout, prependError } from './task-errors.ts'
import type { TestScope } from './test-scope.ts'
import type { WorkerRun } from './worker-run.ts'

/** The part of Vitest's context that hooks and fixtures of a test share. */
export type OfTest = Pick<TestContext, 'task' | 'signal'>

/** One attempt at a test; a retry or a repetition is another one. */
interface Attempt {
  readonly test: OfTest
  /** The number of errors from earlier attempts. */
  readonly earlier: number
  /** Fails where the test cannot begin. */
  readonly begun: Promise<void>
  /** Hooks and fixtures that are set up and not torn down yet. */
  users: number
  /** Whether the hooks around the test are over. The fixtures that are torn down afterwards were set up before these hooks. */
  isOver: boolean
  hasEnded: boolean
}

/**
 * The attempts at tests that run. Vitest sets up automatic fixtures, and the fixtures of hooks around the test, before or around
 * our own hook, and tears them down after it. So an attempt begins with the first hook or fixture, and ends when the last of them
 * is torn down.
 */
export class TestAttempts {
  readonly #worker: WorkerRun
  readonly #attempts = new Map<string, Attempt>()

  constructor(worker: WorkerRun) {
    this.#worker = worker
  }

  /** Our own hook around the test. Fails as the test does, or as the beginning or end of the attempt does. */
  async around(test: OfTest, run: () => Promise<void>): Promise<void> {
    const attempt = this.#attemptOf(test)
    const runWhole = () => run().finally(() => (attempt.isOver = true))
    await this.#use(attempt, async () => {}, runWhole)
  }

  /**
   * A fixture: `use` gets the value that `prepare` makes from the test's scope, and returns when the fixture has to be torn down.
   * Fails as these two functions do, or as the beginning or end of the attempt does.
   */
  async within<T>(test: OfTest, prepare: (scope: TestScope) => Promise<T>, use: (value: T) => Promise<void>) {
    await this.#use(this.#attemptOf(test), prepare, use)
  }

  /** Ends attempts that Vitest has left without a teardown. Fails as the end of a test does. */
  async endAll(): Promise<void> {
    for (const attempt of this.#attempts.values()) await this.#end(attempt)
  }

  async #use<T>(attempt: Attempt, prepare: (scope: TestScope) => Promise<T>, use: (value: T) => Promise<void>) {
    await attempt.begun
    try {
      const value = await prepare(this.#worker.tests.scopeOf(attempt.test.task.id))
      // Vitest does not wait for the set-up of a fixture when the time of its test is up, but would still use it.
      if (attempt.hasEnded) throw endedBefore(attempt.test)
      attempt.users += 1
      await use(value).finally(() => (attempt.users -= 1))
    } catch (error) {
      throw withLink(error)
    } finally {
      await this.#endUnused(attempt)
    }
  }

  #attemptOf(test: OfTest): Attempt {
    const { task, signal } = test
    const known = this.#attempts.get(task.id)
    if (known && !known.isOver) return known
    if (isFinished(test)) throw endedBefore(test)
    const begun = this.#begin(test).catch((error: unknown) => {
      throw withLink(error)
    })
    const earlier = task.result?.errors?.length ?? 0
    const attempt: Attempt = { test, earlier, begun, users: 0, isOver: false, hasEnded: false }
    this.#attempts.set(task.id, attempt)
    begun.catch(() => this.#forget(attempt))
    const endCut = () => this.#endUnused(attempt).catch((error: unknown) => this.#worker.tell(messageOf(error)))
    signal.addEventListener('abort', endCut, { once: true })
    return attempt
  }

  async #begin({ task, signal }: OfTest): Promise<void> {
    // Vitest 4.1 leaves fixtures standing where a teardown before theirs has failed.
    const left = [...this.#attempts.values()].filter(({ test }) => test.task.id === task.id || isFinished(test))
    for (const attempt of left) await this.#end(attempt)
    const { run } = this.#worker
    assertEnginesRun(run)
    const suite = (task.suite ?? task.file).id
    const known = { name: task.fullName, signal, suite, isConcurrent: task.concurrent ?? false }
    await unlessEnginesStopped(run, this.#worker.tests.begin(task.id, known), true)
  }

  async #endUnused(attempt: Attempt): Promise<void> {
    if (attempt.users > 0 || attempt.hasEnded) return
    await this.#end(attempt).catch((error: unknown) => {
      throw withLink(error)
    })
  }

  async #end(attempt: Attempt): Promise<void> {
    const { earlier, begun, test } = attempt
    const { task } = test
    attempt.hasEnded = true
    this.#forget(attempt)
    const hasBegun = await begun.then(
      () => true,
      () => false,
    )
    if (!hasBegun) return
    const { run, rejected } = this.#worker
    const { waited } = this.#worker.tests.scopeOf(task.id)
    const hasFailed = task.result?.state === 'fail'
    try {
      await unlessEnginesStopped(run, this.#worker.tests.end(task.id), !hasFailed)
    } finally {
      const told = [isTimeout(task, earlier) && waited, rejected.take(task.id), hasFailed && rejected.takeOutside()]
      for (const error of task.result?.errors?.slice(earlier) ?? []) withLink(error)
      appendToError(task, told.filter(Boolean).join('\n') || undefined, earlier)
      if (hasFailed) prependError(task, withLink(stoppedEngines(run)), earlier)
    }
  }

  #forget(attempt: Attempt): void {
    const { id } = attempt.test.task
    if (this.#attempts.get(id) === attempt) this.#attempts.delete(id)
  }
}

/** Whether Vitest has finished a test: it then notes how long all its attempts took. */
const isFinished = ({ task }: OfTest): boolean => task.result?.duration !== undefined

/** Why the test is over, where that is known. A cancelled run has an error of its own. */
const endedBefore = ({ task, signal }: OfTest): unknown =>
  signal.reason ?? new NamespaceError(messages.endedBeforeFixtures(task.fullName))
