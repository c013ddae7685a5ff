import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf, parseIdentity } from '../../process/process-identity.ts'
import { systemClock } from '../../wait/clock.ts'
import type { Docker } from './docker.ts'
import { isByNetwork, removeContainer } from './docker.ts'

/** What the labels of a container of ours say. Docker cannot change them later. */
export interface ContainerLabels {
  /** The daemon that it belongs to. */
  readonly owner: ProcessIdentity
  /** The run that it was started for. */
  readonly run: string
  /** When it may be removed also where its owner cannot be asked, as an ISO 8601 time in UTC. */
  readonly expires: string
}

const NAME = 'vitest-aws-fixtures'

/** The label that every container of ours has, and no other one; its value is the pid of its daemon, for people. */
export const OUR_LABEL = `${NAME}.daemon`

/** A container that is older is given to no further run, in milliseconds. */
export const SERVES_MS = 12 * 60 * 60_000

/** A container whose owner cannot be asked counts as left behind after so long, in milliseconds. */
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

/** What labels say; `undefined` where the container is not ours or its labels cannot be read: it is then left alone. */
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
 * Whether a container is left behind: its daemon has ended. A daemon on another machine or in another container that shares
 * this Docker engine cannot be asked, and its containers are left behind once they have expired. So are those of any daemon
 * without a start time where machines share the engine (`isShared`): two machines may have the same name.
 */
export function isLeftBehind(
  { owner, expires }: ContainerLabels,
  now: number,
  { isShared }: { readonly isShared: boolean },
): boolean {
  const liveness = isShared && owner.started === undefined ? 'unknown' : livenessOf(owner)
  return liveness === 'gone' || (liveness === 'unknown' && Date.parse(expires) < now)
}

/** Whether a container belongs to that daemon. */
export const belongsTo = ({ owner }: ContainerLabels, daemon: ProcessIdentity): boolean =>
  owner.pid === daemon.pid && owner.machine === daemon.machine && owner.started === daemon.started

/** A container of this package, of any daemon and version. */
export interface OwnContainer extends ContainerLabels {
  readonly id: string
  /** As `docker ps` shows it. */
  readonly name: string
  readonly image: string
}

/** All containers with our labels, in any state. */
async function listOwn({ container }: Docker): Promise<OwnContainer[]> {
  const found = await container.dockerode.listContainers({ all: true, filters: { label: [OUR_LABEL] } })
  return found.flatMap(({ Id: id, Names: [name = id], Image: image, Labels: written }) => {
    const labels = readLabels(written)
    return labels ? [{ ...labels, id, name: name.replace(/^\//, ''), image }] : []
  })
}

/** The containers of one daemon. */
export async function containersOf(docker: Docker, daemon: ProcessIdentity): Promise<readonly OwnContainer[]> {
  return (await listOwn(docker)).filter((container) => belongsTo(container, daemon))
}

/** Removes the containers of one daemon; returns them. */
export async function removeContainersOf(docker: Docker, daemon: ProcessIdentity): Promise<readonly OwnContainer[]> {
  return removeAll(docker, await containersOf(docker, daemon))
}

/** Removes the containers that are left behind; returns them. */
export async function sweepContainers(docker: Docker): Promise<readonly OwnContainer[]> {
  const now = systemClock.now()
  return removeAll(
    docker,
    (await listOwn(docker)).filter((container) => isLeftBehind(container, now, { isShared: isByNetwork(docker) })),
  )
}

async function removeAll(docker: Docker, containers: readonly OwnContainer[]): Promise<readonly OwnContainer[]> {
  await Promise.all(containers.map(({ id }) => removeContainer(docker, id)))
  return containers
}
