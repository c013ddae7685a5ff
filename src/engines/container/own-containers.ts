import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf, parseIdentity } from '../../process/process-identity.ts'
import { systemClock } from '../../wait/clock.ts'
import type { Docker } from './docker.ts'
import { isByNetwork, removeContainer } from './docker.ts'

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

/** A container of ours, of any daemon and version. */
export interface OwnContainer extends ContainerLabels {
  readonly id: string
  /** As `docker ps` shows it. */
  readonly name: string
  readonly image: string
}

/** Every container that carries our labels, whatever its state. Others are not even looked at. */
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

/** Removes the containers whose daemon was killed before it could; returns them. */
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
