import { GenericContainer } from 'testcontainers'
import type { Docker } from './docker.ts'
import type { Edits } from './edit-file.ts'
import { editFile } from './edit-file.ts'

/** What a container of ours has in common with no other. */
export interface ContainerSpec {
  readonly image: string
  readonly platform?: string | undefined
  /** The one port it is asked at, inside. */
  readonly port: number
  readonly variables: Readonly<Record<string, string>>
  /** In place of the image's own. */
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  /** Contents by their absolute path inside. */
  readonly files?: Readonly<Record<string, string>>
  /** Files of this machine by their absolute path inside. */
  readonly copies?: Readonly<Record<string, string>>
  /** What is changed in files of the image, before it starts. */
  readonly edits?: Edits
  /** Folders inside that are kept in memory, with their mount options. */
  readonly inMemory?: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Whether it may open as many files as its makers ask for; without, as many as Docker lets any. Default `true`. */
  readonly raisesLimits?: boolean
}

/**
 * As many open files as the makers of OpenSearch ask for. They also ask for locked memory, from which only a server gains
 * that may be swapped out.
 */
const ulimits = { nofile: { soft: 65_536, hard: 65_536 } }

/** A container whose id is known as soon as there is one, and that does not wait for what runs in it: that is for the waiter. */
export class LoopbackContainer extends GenericContainer {
  readonly #docker: Docker
  readonly #edits: Edits
  readonly #onCreated: (id: string) => void

  /** `onCreated` is called before the container is started. */
  constructor(docker: Docker, parts: ContainerSpec, onCreated: (id: string) => void) {
    super(parts.image)
    this.#docker = docker
    this.#edits = parts.edits ?? {}
    this.#onCreated = onCreated
    this.withExposedPorts(parts.port)
      .withEnvironment({ ...parts.variables })
      .withLabels({ ...parts.labels })
      .withTmpFs({ ...parts.inMemory })
      .withWaitStrategy(nothing)
      .withCopyContentToContainer(
        Object.entries(parts.files ?? {}).map(([target, content]) => ({ target, content, mode: 0o666 })),
      )
    this.withCopyFilesToContainer(
      Object.entries(parts.copies ?? {}).map(([target, source]) => ({ source, target, mode: 0o644 })),
    )
    if (parts.raisesLimits ?? true) this.withUlimits(ulimits)
    if (parts.entrypoint) this.withEntrypoint([...parts.entrypoint])
    if (parts.command) this.withCommand([...parts.command])
    if (parts.platform) this.withPlatform(parts.platform)
    // Podman from 5 on stops what it is told to remove by force, and waits for so many seconds; there is nothing to be saved.
    this.createOpts.StopTimeout = 0
  }

  /** A port that is published on all interfaces would be open to everybody in the network, and the gate does the asking. */
  protected override async beforeContainerCreated(): Promise<void> {
    const { host } = this.#docker.info.containerRuntime
    // Of a Docker host elsewhere, or seen from inside another container, loopback would be the wrong one.
    if (host !== 'localhost' && host !== '127.0.0.1') return
    const bindings = this.hostConfig.PortBindings as Record<string, { HostPort: string; HostIp?: string }[]>
    for (const binding of Object.values(bindings).flat()) binding.HostIp = '127.0.0.1'
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#onCreated(id)
    for (const edit of Object.entries(this.#edits)) await editFile(this.#docker, id, edit)
  }
}

/** Waits for nothing. */
const nothing = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => nothing,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
}
