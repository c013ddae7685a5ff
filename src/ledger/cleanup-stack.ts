import type { CleanupFailure } from '../errors/errors.ts'
import { CleanupError, ProvisionError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** One thing to undo. */
export interface CleanupStep {
  /** What is undone, as errors name it: `OpenSearch engine vaf-3f9c`. */
  readonly name: string
  /** May return the names of what it has undone, where these say more than its own. */
  readonly run: () => Promise<void> | Promise<readonly string[]>
}

/** Told of a step that has ended: what it failed with, or what it says it has undone. */
export type OnStep = (
  step: CleanupStep,
  failure: CleanupFailure | undefined,
  undone: readonly string[] | undefined,
) => void

/**
 * What has to be undone, last in first out. The only thing that undoes.
 *
 * Every step runs, whatever the others did; all failures are reported together. `run` is memoised: teardown, signal
 * handlers and Vitest's close all await the one run.
 */
export class CleanupStack {
  readonly #steps: CleanupStep[] = []
  readonly #branches = new Map<CleanupStep, readonly CleanupStack[]>()
  readonly #onStep: OnStep
  readonly #begun = new AbortController()
  #running: Promise<void> | undefined
  #hasEnded = false

  /** `onStep` is told of each step once it has ended. Must not throw. */
  constructor(onStep: OnStep = () => {}) {
    this.#onStep = onStep
  }

  /**
   * Registers an undo: before the do, so that a half-made thing is undone as well. While the cleanup runs, the step is
   * its next one. Fails with a ProvisionError when it has ended, for nothing would undo what is about to be made.
   */
  push(name: string, run: CleanupStep['run']): void {
    if (this.#hasEnded) {
      throw new ProvisionError(messages.cleanupHasEnded(name), { resource: name })
    }
    this.#steps.push({ name, run })
  }

  /**
   * Registers stacks that will be filled by what is made side by side, and undoes them side by side as well: what takes
   * minutes of one need not wait for the other. Returns them.
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

  /** Aborted when the cleanup begins: for what goes on beside a run. */
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
      // What a stack within this one could not undo is told as it is, not as one failure that names others.
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
