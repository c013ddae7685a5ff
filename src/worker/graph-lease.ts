import { NamespaceError } from '../errors/errors.ts'
import type { HeldLock } from '../process/file-lock.ts'
import { takeFileLock } from '../process/file-lock.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** How long others may have the graph before us, in milliseconds. One that dies does not keep it; this is for one that hangs. */
const TIMEOUT_MS = 2 * 60 * 60_000

/** Between two looks whether it is our turn, in milliseconds: files can be short. */
const LOOK_MS = 50

/** After how long a wait is told, and told again, in milliseconds. */
const TELL_EVERY_MS = 30_000

export interface GraphTurnOptions {
  /** The run's file for it. */
  readonly file: string
  /** Told now and then what is waited for. */
  readonly tell: (message: string) => void
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/**
 * A worker's turn on the one graph that all workers have between them: whole test files, for code of the user's own may use
 * the graph at any time. Who has died has lost it.
 */
export class GraphTurn {
  readonly #lock: HeldLock

  private constructor(lock: HeldLock) {
    this.#lock = lock
  }

  /** Waits for the workers before us. Fails with a WaitTimeoutError that names the one that hangs. */
  static async take({ file, tell, signal, clock = systemClock }: GraphTurnOptions): Promise<GraphTurn> {
    const startedAt = clock.now()
    let toldAt = startedAt
    const lock = await takeFileLock({
      path: file,
      what: 'The turn on the graph',
      signal: signal ?? new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
      lookMs: LOOK_MS,
      clock,
      onWait(owner) {
        if (clock.now() - toldAt < TELL_EVERY_MS) return
        toldAt = clock.now()
        const waited = Math.round((toldAt - startedAt) / 1_000)
        tell(`waiting for the turn on the graph for ${waited} s: ${owner} has it until its test file ends`)
      },
    })
    return new GraphTurn(lock)
  }

  /** Fails with a NamespaceError where another worker had to take this one for dead: it may be using the graph by now. */
  assertHeld(): void {
    const { aborted, reason } = this.#lock.lost
    if (!aborted) return
    throw new NamespaceError(
      [
        'This worker has lost its turn on the graph, and another one may be using it.',
        `Last seen: ${(reason as Error).message}`,
        'A test that keeps its thread busy for many seconds looks dead to others: let it wait for something now and then.',
      ],
      { resource: 'graph', cause: reason },
    )
  }

  end(): void {
    this.#lock.release()
  }
}
