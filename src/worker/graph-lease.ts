import { NamespaceError } from '../errors/errors.ts'
import type { HeldLock } from '../process/file-lock.ts'
import { takeFileLock } from '../process/file-lock.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'

/** How long a worker waits for the graph, in milliseconds. A worker that dies loses its lease; this limit is for one that hangs. */
const TIMEOUT_MS = 2 * 60 * 60_000

/** The pause between two polls of the lock file, in milliseconds. It is short, because test files can be short. */
const POLL_MS = 50

/** How often a wait is reported, in milliseconds. */
const TELL_EVERY_MS = 30_000

export interface GraphLeaseOptions {
  /** The lock file of the run's graph. */
  readonly file: string
  /** Called every 30 seconds with the process that has the graph. */
  readonly tell: (message: string) => void
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

/**
 * A worker's lease of the one graph that all workers share. It lasts for a whole test file, because the user's own code may
 * use the graph at any time. A worker that dies loses its lease.
 */
export class GraphLease {
  readonly #lock: HeldLock

  private constructor(lock: HeldLock) {
    this.#lock = lock
  }

  /** Waits until no other worker has the graph. Fails with a WaitTimeoutError that names the worker that keeps it for two hours. */
  static async acquire({ file, tell, signal, clock = systemClock }: GraphLeaseOptions): Promise<GraphLease> {
    const startedAt = clock.now()
    let toldAt = startedAt
    const lock = await takeFileLock({
      path: file,
      what: 'The lease of the graph',
      signal: signal ?? new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
      pollMs: POLL_MS,
      clock,
      onWait(owner) {
        if (clock.now() - toldAt < TELL_EVERY_MS) return
        toldAt = clock.now()
        const waited = Math.round((toldAt - startedAt) / 1_000)
        tell(messages.waitingForGraph(waited, owner))
      },
    })
    return new GraphLease(lock)
  }

  /** Fails with a NamespaceError where another worker has taken the lease because this one seemed dead, and may be using the graph. */
  assertHeld(): void {
    const { aborted, reason } = this.#lock.lost
    if (!aborted) return
    throw new NamespaceError(messages.graphLeaseLost((reason as Error).message), { resource: 'graph', cause: reason })
  }

  /** Gives the graph to the next worker. */
  release(): void {
    this.#lock.release()
  }
}
