import { getContainerRuntimeClient } from 'testcontainers'
import type { Listed } from '../docker-containers.ts'
import { listeningIn } from '../run-processes.ts'
import { unique, whatItAsks } from './exposure.ts'

/** What a container shows to others, as the tables of SECURITY.md have it, each row its cells with ` | `. */
export interface ContainerExposure {
  /** Container, port inside, where it is published, what it asks for. */
  readonly ports: readonly string[]
  /** Container, what is told of it, and how it is. */
  readonly settings: readonly string[]
}

/** What these containers show, looked at from outside; `secrets` are those of the shell that the run was started in. */
export async function containerExposure(
  containers: readonly Listed[],
  secrets: Readonly<Record<string, string>>,
): Promise<ContainerExposure> {
  const ports: string[] = []
  const settings: string[] = []
  for (const { Id: id, Image: image } of containers) {
    const name = /opensearch/.test(image) ? 'opensearch' : 'gremlin'
    for (const row of await portsOf(id)) ports.push(`${name} | ${row}`)
    for (const row of await settingsOf(id, secrets)) settings.push(`${name} | ${row}`)
  }
  return { ports: unique(ports), settings: unique(settings) }
}

/** The ports on which something listens in a container for others than itself. */
export async function portsInside(id: string): Promise<readonly number[]> {
  const { container } = await getContainerRuntimeClient()
  const { output } = await container.exec(container.getById(id), ['cat', '/proc/net/tcp', '/proc/net/tcp6'])
  const reachable = listeningIn(output).filter(({ address }) => !/^(127\.|::1$)/.test(address))
  return [...new Set(reachable.map(({ port }) => port))].sort((one, other) => one - other)
}

async function portsOf(id: string): Promise<string[]> {
  const { container } = await getContainerRuntimeClient()
  const { NetworkSettings: network } = await container.getById(id).inspect()
  const [{ IPAddress: address } = { IPAddress: '' }] = Object.values(network.Networks)
  const published = (port: number) => network.Ports[`${port}/tcp`] ?? []
  const rows = (await portsInside(id)).map(async (port) => {
    const inside = await whatItAsks({ host: address, port })
    const asked = await Promise.all(published(port).map(({ HostPort }) => whatItAsks({ port: Number(HostPort) })))
    const at = published(port).map(({ HostIp }) => HostIp)
    return `${port} | ${listed(at)} | ${unique([inside, ...asked]).join(', ')}`
  })
  return Promise.all(rows)
}

async function settingsOf(id: string, secrets: Readonly<Record<string, string>>): Promise<string[]> {
  const { container } = await getContainerRuntimeClient()
  const { Config: config, HostConfig: host, Image, Mounts, NetworkSettings } = await container.getById(id).inspect()
  const image = await container.dockerode.getImage(Image).inspect()
  const ofImage = { env: image.Config.Env ?? [], labels: image.Config.Labels ?? {} }
  const variables = config.Env.filter((each) => !ofImage.env.includes(each))
  const passed = Object.keys(secrets).filter((name) => config.Env.some((each) => each.includes(secrets[name]!)))
  const mounts = [...Mounts.map(({ Destination }) => Destination), ...Object.keys(host.Tmpfs ?? {})]
  const raised = [
    ...(host.Privileged ? ['privileged'] : []),
    ...(host.CapAdd ?? []),
    ...((host.Devices ?? []) as readonly { readonly PathOnHost: string }[]).map(({ PathOnHost }) => PathOnHost),
    ...[host.PidMode, host.IpcMode, host.UTSMode].filter((mode) => mode === 'host'),
  ]
  return [
    `variables | ${listed(variables.map((each) => each.slice(0, each.indexOf('='))))}`,
    `secrets of the shell | ${listed(passed)}`,
    `labels | ${listed(Object.keys(config.Labels).filter((name) => !(name in ofImage.labels)))}`,
    `folders of the machine | ${listed(Mounts.filter(({ Type }) => Type === 'bind').map(({ Source }) => Source ?? ''))}`,
    `mounts | ${listed(mounts)}`,
    `networks | ${listed(Object.keys(NetworkSettings.Networks))}`,
    `privileges | ${listed(raised)}`,
  ]
}

const listed = (names: readonly string[]): string => [...names].sort().join(' ') || 'none'
