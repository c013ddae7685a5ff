import type { Looks } from '../resource/looks.ts'
import { looksAt } from '../resource/looks.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { NeptuneClusterKind } from './neptune-cluster.ts'
import { AVAILABLE, type ClusterSeen, isPending, STOPPED } from './neptune-cluster-state.ts'

export interface RestOptions extends Omit<Looks<ClusterSpec, ClusterSeen>, 'kind'> {
  readonly kind: NeptuneClusterKind
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number
}

const STOPPING = 'stopping'

/**
 * Starts a cluster of ours that is stopped, or is just being stopped, and waits until it can be used again, some minutes.
 * Fails with OwnershipError where it is not ours, and with what the wait throws.
 */
export async function startStoppedCluster(options: RestOptions): Promise<ClusterSeen> {
  const { kind, id, timeoutMs } = options
  const seen = await waitForState({
    ...looksAt(options, 'ready', {
      next: (found, signal) => (found.state === STOPPED ? kind.start(id, signal) : undefined),
    }),
    target: AVAILABLE,
    pending: isPending,
    timeoutMs,
  })
  return seen!
}

/**
 * Stops a cluster of ours, and waits until AWS has begun to: the rest takes minutes and needs nobody. Meanwhile it costs
 * its storage only; AWS starts it by itself after seven days. Fails as `startStoppedCluster` does.
 */
export async function stopCluster(options: RestOptions): Promise<void> {
  const { kind, id, timeoutMs } = options
  const { observe, ...looks } = looksAt(options, 'ready', {
    next: (found, signal) => (found.state === AVAILABLE ? kind.stop(id, signal) : undefined),
  })
  await waitForState({
    ...looks,
    observe: async (signal) => {
      const seen = await observe(signal)
      return seen?.state === STOPPED ? { ...seen, state: STOPPING } : seen
    },
    target: STOPPING,
    pending: (state) => state === AVAILABLE || isPending(state),
    timeoutMs,
  })
}
