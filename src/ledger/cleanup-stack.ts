import type { CleanupFailure } from '../errors/errors.ts'
import { CleanupError, ProvisionError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** One thing to undo. */
export interface CleanupStep {
  /** What the step undoes, as errors name it: `OpenSearch engine vaf-3f9c`. */
  readonly name: string
  /** May return the names of what it has undone, if these are more exact than its own name. */
  readonly run: () => Promise<void> | Promise<readonly string[]>
}

/** Called for a step that has ended, with its error or with the names of what it has undone. */
export type OnStep = (
  step: CleanupStep,
  failure: CleanupFailure | undefined,
  undone: readonly string[] | undefined,
) => void

/**
 * The steps that a run has to undo, last in, first out. Every cleanup of a run goes through it.
 *
 * Every step runs, also after others have failed, and all failures are reported together. `run` is memoised: teardown, signal
 * handlers and Vitest's close all await the same cleanup.
 */
export class CleanupStack {
  readonly #steps: CleanupStep[] = []
  readonly #branches = new Map<CleanupStep, readonly CleanupStack[]>()
  readonly #onStep: OnStep
  readonly #begun = new AbortController()
  #running: Promise<void> | undefined
  #hasEnded = false

  /** `onStep` is called for each step after it has ended. It must not throw. */
  constructor(onStep: OnStep = () => {}) {
    this.#onStep = onStep
  }

  /**
   * Registers an undo. Call it before the action, so that a half-finished action is undone too. During the cleanup the step becomes
   * the next one. Fails with a ProvisionError after the cleanup has ended, because nothing would run the step.
   */
  push(name: string, run: CleanupStep['run']): void {
    if (this.#hasEnded) {
      throw new ProvisionError(messages.cleanupHasEnded(name), { resource: name })
    }
    this.#steps.push({ name, run })
  }

  /**
   * Registers and returns stacks for work that runs side by side. The cleanup runs these stacks side by side too, so that a step of
   * minutes in one does not delay the other.
   */
  branch(count: number): readonly CleanupStack[] {
    const stacks = Array.from({ length: count }, () => new CleanupStack(this.#onStep))
    this.push('side by side', async () => {
      const ends = await Promise.allSettled(stacks.map((stack) => stack.run()))
      const failures = ends.flatMap((end) => (end.status === 'rejected' ? (end.reason as CleanupError).failures : []))
      if (failures.length > 0) throw new CleanupError(failures)
      return []
    })
    this.#branches.set(this.#steps.at(-1)!, stacks)
    return stacks
  }

  /** The names of the steps that have not ended yet, next first. */
  get remaining(): readonly string[] {
    const steps = [...this.#steps].reverse()
    return steps.flatMap((step) => this.#branches.get(step)?.flatMap((stack) => stack.remaining) ?? step.name)
  }

  /** Aborted when the cleanup begins, for background work of a run. */
  get begun(): AbortSignal {
    return this.#begun.signal
  }

  /** Undoes everything, once. Rejects with a CleanupError that carries all failures. */
  run(): Promise<void> {
    this.#running ??= this.#undoAll()
    return this.#running
  }

  async #undoAll(): Promise<void> {
    this.#begun.abort(new Error('The cleanup has begun.'))
    const failures: CleanupFailure[] = []
    for (let step = this.#steps.at(-1); step !== undefined; step = this.#steps.at(-1)) {
      const { failure, undone } = await attempt(step)
      // The failures of a stack within this one are reported one by one, and not as one failure that lists others.
      if (failure) failures.push(...(failure.error instanceof CleanupError ? failure.error.failures : [failure]))
      this.#onStep(step, failure, undone)
      this.#steps.splice(this.#steps.indexOf(step), 1)
    }
    this.#hasEnded = true
    if (failures.length > 0) throw new CleanupError(failures)
  }
}

async function attempt(step: CleanupStep): Promise<{ failure?: CleanupFailure; undone?: readonly string[] }> {
  try {
    const undone = await step.run()
    return undone ? { undone } : {}
  } catch (error) {
    return { failure: { step: step.name, error } }
  }
}
