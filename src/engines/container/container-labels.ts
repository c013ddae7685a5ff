import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf, parseIdentity } from '../../process/process-identity.ts'

/** What is written on each container of ours. Docker cannot change it later. */
export interface ContainerLabels {
  /** The daemon that it belongs to. */
  readonly owner: ProcessIdentity
  /** The run that it was started for. */
  readonly run: string
  /** When it may be removed wherever its owner is, as an ISO 8601 time in UTC. */
  readonly expires: string
}

const NAME = 'vitest-aws-fixtures'

/** The label that every container of ours has, and no other; its value is the pid of its daemon, for a person. */
export const OUR_LABEL = `${NAME}.daemon`

/** How long a container may serve, in milliseconds; one that is older is given to no further run. */
export const SERVES_MS = 12 * 60 * 60_000

/** How long after its start a container counts as left behind, where its owner cannot be asked, in milliseconds. */
const EXPIRES_MS = 2 * SERVES_MS

/** The labels of a container that is started now. */
export function writeLabels(owner: ProcessIdentity, run: string, now: number): Record<string, string> {
  return {
    [OUR_LABEL]: String(owner.pid),
    [`${NAME}.owner`]: JSON.stringify(owner),
    [`${NAME}.run`]: run,
    [`${NAME}.expires`]: new Date(now + EXPIRES_MS).toISOString(),
  }
}

/** `undefined`: it is not ours, or what is written on it cannot be read, and then it is left alone. */
export function readLabels(labels: Readonly<Record<string, string>>): ContainerLabels | undefined {
  if (labels[OUR_LABEL] === undefined) return undefined
  const { owner, run, expires } = {
    owner: parseIdentity(labels[`${NAME}.owner`] ?? ''),
    run: labels[`${NAME}.run`],
    expires: labels[`${NAME}.expires`],
  }
  if (!owner || run === undefined || expires === undefined || Number.isNaN(Date.parse(expires))) return undefined
  return { owner, run, expires }
}

/**
 * Whether nobody uses a container any more: its daemon has gone. A daemon on another machine, or in another container, that
 * shares this Docker engine cannot be asked; what it has started is left behind once it has expired. Where the engine
 * `isShared` by machines, that goes for each whose system tells machines apart by their names only, which may be the same.
 */
export function isLeftBehind(
  { owner, expires }: ContainerLabels,
  now: number,
  { isShared }: { readonly isShared: boolean },
): boolean {
  const liveness = isShared && owner.started === undefined ? 'unknown' : livenessOf(owner)
  return liveness === 'gone' || (liveness === 'unknown' && Date.parse(expires) < now)
}

/** Whether it belongs to that very daemon. */
export const belongsTo = ({ owner }: ContainerLabels, daemon: ProcessIdentity): boolean =>
  owner.pid === daemon.pid && owner.machine === daemon.machine && owner.started === daemon.started
