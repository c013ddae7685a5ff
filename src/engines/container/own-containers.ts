import type { ProcessIdentity } from '../../process/process-identity.ts'
import { systemClock } from '../../wait/clock.ts'
import type { ContainerLabels } from './container-labels.ts'
import { belongsTo, isLeftBehind, OUR_LABEL, readLabels } from './container-labels.ts'
import type { Docker } from './docker.ts'
import { isByNetwork, removeContainer } from './docker.ts'

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
