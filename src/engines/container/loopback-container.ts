import { GenericContainer } from 'testcontainers'
import type { Docker } from './docker.ts'
import type { Edits } from './edit-file.ts'
import { editFile } from './edit-file.ts'

/** What a container is made of. */
export interface ContainerSpec {
  readonly image: string
  readonly platform?: string | undefined
  /** The port that the engine listens on inside the container; the only one that is published. */
  readonly port: number
  readonly variables: Readonly<Record<string, string>>
  /** Default: the image's own. */
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  /** The contents of files, by their absolute path inside. */
  readonly files?: Readonly<Record<string, string>>
  /** Files of this machine by their absolute path inside. */
  readonly copies?: Readonly<Record<string, string>>
  /** Edits of the image's files, before the container is started. */
  readonly edits?: Edits
  /** The mount options of folders in memory, by their absolute path inside. */
  readonly inMemory?: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Whether it gets the limit of open files that OpenSearch's makers ask for, and not Docker's default. Default true. */
  readonly raisesLimits?: boolean
}

/** The limit of open files that the makers of OpenSearch ask for. They also ask for locked memory, which matters only where memory is swapped out. */
const ulimits = { nofile: { soft: 65_536, hard: 65_536 } }

/** A container whose id is known as soon as it is made, and whose start does not wait until its engine is ready. */
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
    // Podman 5 and later stops a container before it removes it by force, and waits for so many seconds.
    this.createOpts.StopTimeout = 0
  }

  /** Publishes the port on loopback only: on all interfaces, everybody in the network could reach it. */
  protected override async beforeContainerCreated(): Promise<void> {
    const { host } = this.#docker.info.containerRuntime
    // For a Docker host elsewhere, or from inside another container, loopback is another interface.
    if (host !== 'localhost' && host !== '127.0.0.1') return
    const bindings = this.hostConfig.PortBindings as Record<string, { HostPort: string; HostIp?: string }[]>
    for (const binding of Object.values(bindings).flat()) binding.HostIp = '127.0.0.1'
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#onCreated(id)
    for (const edit of Object.entries(this.#edits)) await editFile(this.#docker, id, edit)
  }
}

/** A wait strategy that does not wait. */
const nothing = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => nothing,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
}
