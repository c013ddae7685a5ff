import { randomUUID } from 'node:crypto'
import { appendFile, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { StartedTestContainer } from 'testcontainers'
import type { EngineAddress } from '../../base/engine-address.ts'
import { messageOf, ProvisionError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { AskVersion } from '../ask-version.ts'
import type { BroughtFile, Engine, EngineObservation, EnginePlace } from '../engine.ts'
import { notAnswering, notReady } from '../messages.ts'
import { lastLogLines, tellingLines } from '../process/log.ts'
import { appendToLog, readExitLog } from './container-log.ts'
import type { Docker } from './docker.ts'
import { absentAsUndefined, isByNetwork, removeContainer } from './docker.ts'
import type { ContainerSpec } from './loopback-container.ts'
import { LoopbackContainer } from './loopback-container.ts'
import {
  containerExit,
  containerGone,
  containerStarting,
  containerTakesNoFile,
  exitHint,
  notStarted,
  wayIsBlocked,
} from './messages.ts'

export interface ContainerEngineSpec extends ContainerSpec {
  /** The value of the header `authorization`, where the engine needs one. */
  readonly authorization?: string
  /** Whether it speaks TLS; default false. */
  readonly speaksTls?: boolean
  readonly askVersion: AskVersion
}

/** Where containers run. */
export interface ContainerPlace {
  readonly docker: Docker
  /** Whether a Ryuk runs, which removes the containers where this process is killed. */
  readonly hasRyuk: boolean
}

/** After so long a request to an engine is given up, in milliseconds; an engine that is up answers in a few. */
const LOOK_TIMEOUT_MS = 5_000

/** An engine in a container. */
export class ContainerEngine implements Engine {
  readonly #docker: Docker
  readonly #hasRyuk: boolean
  readonly #parts: ContainerEngineSpec
  readonly #place: EnginePlace
  readonly #clock: Clock
  readonly #startedAt: number
  readonly #starting: Promise<void>
  #id: string | undefined
  #started: StartedTestContainer | undefined
  #failure: unknown
  #ready: Pick<EngineObservation, 'version' | 'startedInMs' | 'address'> | undefined
  #stopping: Promise<void> | undefined
  #ended: string | undefined
  #isRemoved = false

  private constructor(
    { docker, hasRyuk }: ContainerPlace,
    parts: ContainerEngineSpec,
    place: EnginePlace,
    clock: Clock,
  ) {
    this.#docker = docker
    this.#hasRyuk = hasRyuk
    this.#parts = parts
    this.#place = place
    this.#clock = clock
    this.#startedAt = clock.now()
    this.#starting = this.#start().then(
      (started) => {
        this.#started = started
      },
      (error: unknown) => {
        this.#failure = error
      },
    )
  }

  /** Starts the container without waiting for it; `observe` tells whether it runs. */
  static start(
    on: ContainerPlace,
    parts: ContainerEngineSpec,
    place: EnginePlace,
    clock: Clock = systemClock,
  ): ContainerEngine {
    return new ContainerEngine(on, parts, place, clock)
  }

  async observe(): Promise<EngineObservation | undefined> {
    if (this.#stopping) {
      const isGone = this.#isRemoved && !(await this.#inspect())
      return isGone ? undefined : { state: 'stopping', ...this.#known() }
    }
    this.#ended ??= await this.#containerExit()
    if (this.#ended !== undefined) return { state: 'failed', detail: this.#ended, ...this.#known() }
    const detail = this.#ready ? undefined : await this.#whyNotReady()
    return detail === undefined
      ? { state: 'ready', ...this.#ready, ...this.#known() }
      : { state: 'starting', detail, ...this.#known() }
  }

  /** Also removes the container and the engine's folder; `observe` tells whether they are gone. Memoised. */
  stop(): Promise<void> {
    this.#stopping ??= this.#remove()
    return this.#stopping
  }

  async #start(): Promise<StartedTestContainer> {
    try {
      return await this.#container({ ...this.#parts, raisesLimits: !refusesLimits.has(this.#docker) }).start()
    } catch (error) {
      if (this.#stopping || !isLimitRefused(messageOf(error))) throw error
      // A rootless Docker engine may not raise the limits. Mostly they are high enough.
      refusesLimits.add(this.#docker)
      if (this.#id !== undefined) await removeContainer(this.#docker, this.#id)
      this.#id = undefined
      return this.#container({ ...this.#parts, raisesLimits: false }).start()
    }
  }

  #container(parts: ContainerSpec): LoopbackContainer {
    const container = new LoopbackContainer(this.#docker, parts, (id) => {
      this.#id = id
    })
    return container
      .withAutoCleanup(this.#hasRyuk)
      .withLogConsumer((stream) => appendToLog(stream, this.#place.logFile))
  }

  async bring(file: string): Promise<BroughtFile> {
    const started = this.#started
    if (!started) throw new ProvisionError(containerTakesNoFile(), { resource: file })
    const path = `/tmp/${randomUUID()}-${basename(file)}`
    await started.copyFilesToContainer([{ source: file, target: path, mode: 0o644 }])
    // Where the container is gone, so is the file.
    const remove = async () => void (await started.exec(['rm', '-f', path]).catch(absentAsUndefined))
    return { path, remove }
  }

  /** How it ended, where it could not be started or has ended by itself. */
  async #containerExit(): Promise<string | undefined> {
    const failed = this.#failure === undefined ? undefined : notStarted(this.#parts, this.#failure).join('\n')
    const id = this.#id
    if (id === undefined) return failed
    const seen = await this.#inspect()
    if (!seen) return this.#id === id ? containerGone() : undefined
    const { State: state } = seen
    if (state.Running || state.Status === 'created') return failed
    // It is started again with the default limits.
    if (isLimitRefused(state.Error) && failed === undefined) return undefined
    const said = await readExitLog(this.#docker, id)
    // The log of a container that ends at once is not followed yet.
    if (!this.#started) await appendFile(this.#place.logFile, said, { mode: 0o600 })
    const words = tellingLines(said, this.#place.logFile)
    return [containerExit(state), words, exitHint(state, said)].filter(Boolean).join('\n')
  }

  /** What Docker knows of it. Without testcontainers, which prints each failure. */
  async #inspect() {
    if (this.#id === undefined) return undefined
    return this.#docker.container.dockerode.getContainer(this.#id).inspect().catch(absentAsUndefined)
  }

  /** Asks it for its version; `undefined` once it is ready. */
  async #whyNotReady(): Promise<string | undefined> {
    const { port, authorization, speaksTls = false, askVersion } = this.#parts
    const started = this.#started
    if (!started) return containerStarting()
    const address: EngineAddress = {
      host: started.getHost().replace(/^localhost$/, '127.0.0.1'),
      port: started.getMappedPort(port),
      ...(authorization !== undefined && { authorization }),
      speaksTls,
      logFile: this.#place.logFile,
    }
    try {
      const version = await askVersion(address, AbortSignal.timeout(LOOK_TIMEOUT_MS))
      if (version === undefined) return this.#withLastLines(notReady())
      this.#ready = { version, startedInMs: this.#clock.now() - this.#startedAt, address }
      return undefined
    } catch (error) {
      if (error instanceof ProvisionError) this.#ended = messageOf(error)
      const hint = isByNetwork(this.#docker) ? [wayIsBlocked(address.host)] : []
      return this.#withLastLines([notAnswering(messageOf(error)), ...hint].join('\n'))
    }
  }

  async #withLastLines(words: string): Promise<string> {
    return `${words}\n${await lastLogLines(this.#place.logFile)}`
  }

  async #remove(): Promise<void> {
    // A container that is still starting gives up once it is removed. One that does not exist yet is made first.
    if (this.#id !== undefined) await removeContainer(this.#docker, this.#id)
    await this.#starting
    if (this.#id !== undefined) await removeContainer(this.#docker, this.#id)
    await rm(this.#place.directory, { recursive: true, force: true, maxRetries: 3 })
    this.#isRemoved = true
  }

  #known(): Pick<EngineObservation, 'container'> {
    return this.#id === undefined ? {} : { container: this.#id }
  }
}

/** Whether a limit was refused, in the words of runc and of crun, which Podman prefers. */
const isLimitRefused = (words: string): boolean => /setting rlimits?|setrlimit/.test(words)

/** The Docker engines that have refused to raise a limit. */
const refusesLimits = new WeakSet<Docker>()
