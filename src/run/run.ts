import { newRunId } from '../base/run-id.ts'
import type { ResolvedOptions } from '../config/resolve.ts'
import type { ReadyRun } from '../contracts/provided-run.ts'
import { CleanupError, messageOf } from '../errors/errors.ts'
import { CleanupStack } from '../ledger/cleanup-stack.ts'
import { onEarlyExit, takeOverSignals } from '../process/signals.ts'
import type { Reporter } from '../report/events.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { StartedTarget, TargetOptions } from './target.ts'

export interface RunOptions {
  readonly options: ResolvedOptions
  /** How many workers may run at the same time. */
  readonly workers: number
  readonly report: Reporter
  /** Called at the first signal; it should cancel the tests that still run. */
  readonly onSignal: () => void
  /** Times the run, and the waits of target `aws`; default real time. */
  readonly clock?: Clock
}

/** The resources of one Vitest run: they are ready from the start, and gone when `release` has resolved. */
export interface Run {
  readonly provided: ReadyRun
  /** A PEM file for NODE_EXTRA_CA_CERTS, with the user's own authorities and the gate's; absent: the variable stays. */
  readonly authorities?: string
  readonly onLeak: 'fail' | 'warn'
  /**
   * Removes everything, in reverse order of creation, and checks that it is gone. Later calls return the same promise,
   * which resolves to the error if something could not be proved.
   */
  release(): Promise<CleanupError | undefined>
}

/**
 * Starts what the options ask for, validated and with its datasets loaded. Where that fails, it undoes all that was made
 * until then, and throws the first error. It handles signals until the run is released.
 */
export async function startRun(run: RunOptions): Promise<Run> {
  const { options, workers, report, onSignal, clock = systemClock } = run
  const startedAt = clock.now()
  const interruption = new AbortController()
  const removed: string[] = []
  let ending: Ending = {}
  const cleanup = new CleanupStack(
    (step, failure, undone) => void (failure ?? removed.push(...(undone ?? [step.name]))),
  )
  let releasing: Promise<CleanupError | undefined> | undefined

  const release = () => {
    releasing ??= prove({ cleanup, removed, ending: () => ending, onLeak: options.onLeak, report, clock }).finally(
      () => {
        giveSignalsBack()
        stopWatching()
      },
    )
    return releasing
  }

  const id = newRunId()
  report({ type: 'provisioning', target: options.target, run: id })
  const starting = startTarget(options, { id, workers, cleanup, report, signal: interruption.signal, clock })
  const giveSignalsBack = takeOverSignals({
    async first(signal) {
      report({ type: 'interrupted', signal, remaining: cleanup.remaining })
      interruption.abort(new Error(`Interrupted by ${signal}.`))
      onSignal()
      await starting.catch(() => {})
      const failure = await release()
      if (failure) report({ type: 'warning', message: messageOf(failure) })
    },
    second() {
      stopWatching()
      report({ type: 'abandoned', by: 'signal', remaining: cleanup.remaining })
    },
  })
  const stopWatching = onEarlyExit(
    () => report({ type: 'abandoned', by: 'exit', remaining: cleanup.remaining }),
    options.onLeak === 'fail',
  )

  try {
    const started = await starting
    ending = started
    report({ type: 'run-ready', target: options.target, elapsedMs: clock.now() - startedAt })
    return { ...started, onLeak: options.onLeak, release }
  } catch (error) {
    report({ type: 'run-failed', message: messageOf(error), elapsedMs: clock.now() - startedAt })
    const failure = await release()
    if (failure) report({ type: 'warning', message: messageOf(failure) })
    throw error
  }
}

/** What a target tells of the end of a successful run. */
type Ending = Pick<StartedTarget, 'kept' | 'proof'>

/** Imports only the chosen target. */
async function startTarget(options: ResolvedOptions, target: Omit<TargetOptions, 'options'>): Promise<StartedTarget> {
  if (options.target === 'aws') {
    const { startAwsTarget } = await import('./aws/aws-target.ts')
    return startAwsTarget({ ...target, options })
  }
  const { startStandInTarget } = await import('./stand-in/stand-in-target.ts')
  return startStandInTarget({ ...target, options })
}

interface Proving {
  readonly cleanup: CleanupStack
  readonly removed: readonly string[]
  readonly ending: () => Ending
  readonly onLeak: Run['onLeak']
  readonly report: Reporter
  readonly clock: Clock
}

async function prove({ cleanup, removed, ending, onLeak, report, clock }: Proving): Promise<CleanupError | undefined> {
  const startedAt = clock.now()
  report({ type: 'removal' })
  try {
    await cleanup.run()
    const { proof, ...rest } = ending()
    const kept = rest.kept?.()
    const elapsedMs = clock.now() - startedAt
    report({ type: 'cleanup-proved', removed, ...(kept && { kept }), ...(proof && { proof }), elapsedMs })
    return undefined
  } catch (error) {
    const failure = error instanceof CleanupError ? error : new CleanupError([{ step: 'cleanup', error }])
    report({
      type: 'cleanup-unproved',
      message: messageOf(failure),
      failures: failure.failures.map(({ step, error }) => ({ step, message: messageOf(error) })),
      onLeak,
      elapsedMs: clock.now() - startedAt,
    })
    return failure
  }
}
