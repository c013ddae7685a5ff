import { rm } from 'node:fs/promises'
import type { EngineAddress } from '../../base/engine-address.ts'
import { onLoopback } from '../../base/engine-address.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { EngineClasses } from '../class-archives/engine-classes.ts'
import type { Engine, EngineObservation, EngineSpec } from '../engine.ts'
import { archiveFailed, notAnswering, notReady, portNotOpen, portTaken, portTakenAgain } from '../messages.ts'
import { withHint } from './failure-hint.ts'
import type { JavaProcess } from './java-process.ts'

/** A process, and where it gets its classes from. */
export interface LaunchedJvm {
  readonly java: JavaProcess
  readonly classes: EngineClasses
  /** The secret that it asks for in the header `authorization`. */
  readonly authorization: string
}

/** What differs between the engines. */
export interface JvmEngineOptions {
  readonly spec: EngineSpec
  /** Starts the process; called again where another process took its port, or it ended while it read its class archive. */
  launch(): Promise<LaunchedJvm>
  /** Matches the line in which the server says that it listens; the first group is the port. */
  readonly listening: RegExp
  /** Matches what the server says where it keeps running but will never serve. */
  readonly cannotServe?: RegExp
  /** The version that the server reports; `undefined` while it is not ready. Any error counts as not ready. */
  askVersion(engine: EngineAddress, signal: AbortSignal): Promise<string | undefined>
}

/** After so long a request to an engine is given up, in milliseconds; an engine that is up answers in a few. */
const LOOK_TIMEOUT_MS = 5_000

/** An engine is started so many times in all, where another start may help. */
const ATTEMPTS = 3

/** What is known of an engine once it is ready. */
interface Ready {
  readonly version: string
  readonly startedInMs: number
}

/**
 * An engine as a JVM process, which prints where it listens. It is asked for its version as soon as it has printed that, and
 * not only when `observe` is called: `observe` reports what is known, and asks again while the engine is not ready.
 */
export class JvmEngine implements Engine {
  readonly #parts: JvmEngineOptions
  readonly #clock: Clock
  readonly #startedAt: number
  #jvm: LaunchedJvm
  #attempts = 1
  #port: number | undefined
  #detail = portNotOpen()
  #ready: Ready | undefined
  #asking: Promise<void> | undefined
  #relaunching: Promise<void> | undefined
  #stopping: Promise<void> | undefined
  #isGone = false

  private constructor(parts: JvmEngineOptions, jvm: LaunchedJvm, startedAt: number, clock: Clock) {
    this.#parts = parts
    this.#jvm = jvm
    this.#startedAt = startedAt
    this.#clock = clock
    this.#follow()
  }

  /** Starts the process without waiting until the engine is ready. Fails as `launch` does. */
  static async start(parts: JvmEngineOptions, clock: Clock = systemClock): Promise<JvmEngine> {
    const startedAt = clock.now()
    return new JvmEngine(parts, await parts.launch(), startedAt, clock)
  }

  async observe(): Promise<EngineObservation | undefined> {
    if (this.#isGone) return undefined
    if (this.#stopping) return { state: 'stopping', ...this.#known() }
    if (!this.#java.isRunning) return this.#afterTheEnd()
    if (!this.#ready) {
      if (this.#parts.cannotServe?.test(this.#java.output)) {
        const words = withHint(await this.#java.exitLog(), this.#java.output)
        return { state: 'failed', detail: words, ...this.#known() }
      }
      await this.#ask()
    }
    return this.#ready
      ? { state: 'ready', ...this.#ready, ...this.#known() }
      : { state: 'starting', detail: this.#detail, ...this.#known() }
  }

  /** Also removes the engine's folders. Memoised. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end()
    return this.#stopping
  }

  ended(): Promise<void> {
    return this.#java.ended
  }

  interruptedAt(): number | undefined {
    return this.#java.interruptedAt
  }

  get #java(): JavaProcess {
    return this.#jvm.java
  }

  /** Reads the output of the process until it has printed where it listens. */
  #follow(): void {
    const { java } = this.#jvm
    java.onOutput(() => {
      // The port is read from the output: an answer at a port could come from another server that listened before.
      this.#port = portIn(java.output, this.#parts.listening)
      if (this.#port === undefined) return
      java.onOutput(undefined)
      void this.#ask()
    })
  }

  /** Asks the engine for its version, once for all callers at the same time, and keeps the result. Never fails. */
  #ask(): Promise<void> {
    if (this.#port === undefined) return Promise.resolve()
    this.#asking ??= this.#askOnce(this.#port).finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #askOnce(port: number): Promise<void> {
    try {
      const version = await this.#parts.askVersion(
        onLoopback(port, this.#jvm.authorization),
        AbortSignal.timeout(LOOK_TIMEOUT_MS),
      )
      if (version === undefined) {
        this.#detail = notReady()
        return
      }
      this.#ready = { version, startedInMs: this.#clock.now() - this.#startedAt }
      const remark = await this.#jvm.classes.seenReady()
      if (remark !== undefined) this.#java.note(`${remark}\n`)
    } catch (error) {
      this.#detail = notAnswering(messageOf(error))
    }
  }

  async #afterTheEnd(): Promise<EngineObservation> {
    const ended = this.#jvm
    if (!this.#ready && !this.#stopping) {
      const why = await this.#whyAgain(ended)
      if (why !== undefined) {
        // Several calls may come here at the same time, and one new process is enough.
        if (this.#jvm === ended) this.#relaunching ??= this.#launchAgain()
        await this.#relaunching
        return { state: 'starting', detail: why, ...this.#known() }
      }
    }
    const hint = isPortTaken(ended.java) ? `${portTakenAgain(this.#attempts)} ` : ''
    return { state: 'failed', detail: withHint(hint + (await ended.java.exitLog()), ended.java.output) }
  }

  /** Why another start may help; `undefined` where it does not. */
  async #whyAgain({ java, classes }: LaunchedJvm): Promise<string | undefined> {
    if (this.#attempts >= ATTEMPTS) return undefined
    if (isPortTaken(java)) return portTaken()
    return (await classes.seenFailed()) ? archiveFailed() : undefined
  }

  async #launchAgain(): Promise<void> {
    try {
      this.#attempts += 1
      this.#port = undefined
      this.#jvm = await this.#parts.launch()
      this.#follow()
    } finally {
      this.#relaunching = undefined
    }
  }

  async #end(): Promise<void> {
    // A launch that fails leaves nothing to stop, and `observe` has thrown its error.
    await this.#relaunching?.catch(() => {})
    await this.#java.stop()
    const { directory, dataDirectory } = this.#parts.spec
    for (const folder of [directory, ...(dataDirectory ? [dataDirectory] : [])]) {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
    this.#isGone = true
  }

  #known(): Pick<EngineObservation, 'pid' | 'address' | 'archive'> {
    const { pid } = this.#java
    const { archive } = this.#jvm.classes
    const { logFile } = this.#parts.spec
    return {
      ...(pid !== undefined && { pid }),
      ...(this.#port !== undefined && { address: onLoopback(this.#port, this.#jvm.authorization, logFile) }),
      ...(archive !== undefined && { archive }),
    }
  }
}

function isPortTaken(java: JavaProcess): boolean {
  return /Address already in use/i.test(java.output)
}

function portIn(output: string, listening: RegExp): number | undefined {
  const port = Number(listening.exec(output)?.[1])
  return Number.isInteger(port) && port > 0 ? port : undefined
}
