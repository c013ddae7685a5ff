import { ConfigError } from '../../errors/errors.ts'
import { ownedBy } from '../../resource/ownership-tag.ts'
import type { OwnershipTags, SharedResourceKind } from '../../resource/resource.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { every } from '../../wait/schedule.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'
import { tolerateAws } from '../sdk/control-plane.ts'
import { RecentlyAsked } from '../sdk/recently-asked.ts'
import { wrapErrors } from '../sdk/wrap-errors.ts'
import { openNeptune, type Sender, startCluster, stopCluster } from './calls.ts'
import { checkClusterSpec } from './check.ts'
import { createCluster, createInstance } from './create.ts'
import { clusterRemoval, deleteParts, isAnythingToDelete } from './delete.ts'
import { listClusters, lookAtCluster } from './describe.ts'
import { clusterDifferences } from './differences.ts'
import { isClusterBeingDeleted } from './errors.ts'
import { listMarks, putMark, removeMark } from './marks.ts'
import * as messages from './messages.ts'
import { assertOurName, assertOurs, assertOwned, ownerOfCluster, tagCluster } from './owner.ts'
import type { ClusterSpec } from './spec.ts'
import * as states from './state.ts'

type ClusterSeen = states.ClusterSeen

/** How long AWS may hide a new cluster or instance, in milliseconds. */
const VISIBLE_WITHIN_MS = 2 * 60_000

export interface NeptuneClusterOptions {
  readonly account: AwsAccount
  /** The endpoint of the service; default the one that the SDK finds, by AWS_ENDPOINT_URL for example. */
  readonly endpoint?: string | undefined
  /** When the state is polled; default every 10 s. */
  readonly schedules?: SharedResourceKind<ClusterSpec>['schedules'] | undefined
  readonly clock?: Clock | undefined
  /** Receives a warning for each state that this version does not know, once. */
  readonly warn?: ((message: string) => void) | undefined
}

type Clusters = SharedResourceKind<ClusterSpec, ClusterSeen>

/** Clusters can also be stopped, so that they cost little while no run uses them. The wait for a stopped cluster starts it. */
export interface NeptuneClusterKind extends Required<Omit<Clusters, 'isUnclear'>> {
  /** Requests the stop of an available cluster. Returns why AWS does not stop it, if so. */
  stop(id: string, signal: AbortSignal): Promise<string | undefined>
}

/** Clusters of Amazon Neptune, each with its one instance: created, polled and deleted as one resource. */
export function neptuneClusterKind(options: NeptuneClusterOptions): NeptuneClusterKind {
  const { account, endpoint, clock = systemClock, warn = () => {} } = options
  const control = openNeptune({ account, endpoint, clock })
  const clusters = new RecentlyAsked(VISIBLE_WITHIN_MS, clock)
  const instances = new RecentlyAsked(VISIBLE_WITHIN_MS, clock)
  const warned = new Set<string>()

  function warnOfUnknown(id: string, { state }: ClusterSeen): void {
    if (states.isKnown(state) || warned.has(state)) return
    warned.add(state)
    warn(messages.unknownState(id, state))
  }

  async function addInstance(id: string, spec: ClusterSpec, tags: OwnershipTags, send: Sender) {
    const obstacle = await createInstance(control, id, spec, tags, send)
    if (obstacle === undefined) instances.note(id)
    return obstacle
  }

  const kind: NeptuneClusterKind = {
    type: 'neptune-cluster',
    name: 'Neptune cluster',
    target: states.AVAILABLE,
    pending: states.isPending,
    pendingOnRequest: states.pendingOnRequest,
    schedules: options.schedules ?? { ready: every(10_000), gone: every(10_000) },
    visibleWithinMs: VISIBLE_WITHIN_MS,
    absentPolls: 2,
    tolerate: tolerateAws,

    async observe(id, signal) {
      const seen = states.clusterSeen(await lookAtCluster(control, id, control.once(signal)))
      if (seen) warnOfUnknown(id, seen)
      if (seen?.cluster) clusters.forget(id)
      return seen ?? (clusters.has(id) ? states.requested : undefined)
    },

    async create(id, spec, tags, signal) {
      const issues = checkClusterSpec(spec, id)
      if (issues.length > 0) throw new ConfigError(messages.notCreated(id, issues), { resource: id })
      clusters.note(id)
      try {
        await createCluster(control, id, spec, tags, signal, clock)
      } catch (error) {
        // After any other failure the cluster may exist nevertheless.
        if (tolerateAws(error) === undefined && !signal.aborted) clusters.forget(id)
        throw error
      }
      await addInstance(id, spec, tags, control.repeatedly(signal))
    },

    async continueCreate(id, seen, spec, tags, signal) {
      const isStopped = seen.state === states.STOPPED
      const lacksInstance = seen.cluster?.Status === states.AVAILABLE && seen.instances.length === 0
      if (!isStopped && (!lacksInstance || instances.has(id))) return undefined
      const send = control.once(signal)
      await assertOurs(control, id, { ...seen, strangers: [] }, send)
      return isStopped ? startCluster(control, id, send) : addInstance(id, spec, tags, send)
    },

    async delete(id, signal, owner) {
      assertOurName(id)
      const send = control.repeatedly(signal)
      const parts = await lookAtCluster(control, id, send)
      if (parts.strangers.length === 0 && !isAnythingToDelete(parts)) return
      await assertOwned(control, id, parts, owner, send)
      await deleteParts(control, id, parts, send)
    },

    async continueDelete(id, seen, signal, owner) {
      if (!isAnythingToDelete(seen)) return undefined
      const send = control.once(signal)
      await assertOwned(control, id, { ...seen, strangers: [] }, owner, send)
      return deleteParts(control, id, seen, send)
    },

    owner: (id, signal) => ownerOfCluster(control, id, control.repeatedly(signal)),
    retag: (id, tags, signal) => tagCluster(control, id, tags, control.repeatedly(signal)),
    async listOwned(run, signal) {
      const send = control.repeatedly(signal)
      return ownedBy(run, await listClusters(control, send), (id) => ownerOfCluster(control, id, send))
    },
    listMarks: (id, signal) => listMarks(control, id, control.repeatedly(signal)),
    putMark: (id, run, mark, signal) => putMark(control, id, run, mark, control.repeatedly(signal)),
    removeMark: (id, run, signal) => removeMark(control, id, run, control.repeatedly(signal)),
    isNameInUse: isClusterBeingDeleted,
    isGoing: states.isGoing,
    differences: clusterDifferences,
    removal: (id) => clusterRemoval(id, account.region),

    async stop(id, signal) {
      const send = control.repeatedly(signal)
      await assertOurs(control, id, await lookAtCluster(control, id, send), send)
      return stopCluster(control, id, send)
    },
  }
  return wrapErrors(kind, messages.failures)
}
