import { rm } from 'node:fs/promises'
import type { EngineAddress } from '../../base/engine-address.ts'
import { onLoopback } from '../../base/engine-address.ts'
import { messageOf } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import type { EngineClasses } from '../class-archives/engine-classes.ts'
import type { Engine, EngineObservation, EngineSpec } from '../engine.ts'
import { withHint } from './failure-hint.ts'
import type { JavaProcess } from './java-process.ts'

/** A process, and where it gets its classes from. */
export interface LaunchedJvm {
  readonly java: JavaProcess
  readonly classes: EngineClasses
  /** The secret that it asks for, as the header `authorization`. */
  readonly authorization: string
}

/** What differs between the engines. */
export interface JvmEngineOptions {
  readonly spec: EngineSpec
  /** Starts the process; called again where another process took its port first, or its class archive was no good. */
  launch(): Promise<LaunchedJvm>
  /** The line in which the server says that it listens; its first group is the port. */
  readonly listening: RegExp
  /** What the server says where it goes on running but will never serve. */
  readonly cannotServe?: RegExp
  /** The version the running server reports; `undefined` while it is not ready. What it throws counts as not ready. */
  askVersion(engine: EngineAddress, signal: AbortSignal): Promise<string | undefined>
}

/** One request to an engine, in milliseconds; it answers in a few once it is up. */
const LOOK_TIMEOUT_MS = 5_000

/** How often an engine is started in all, where another start may help. */
const ATTEMPTS = 3

/** What an engine that is ready has told. */
interface Ready {
  readonly version: string
  readonly startedInMs: number
}

/**
 * An engine as a JVM process that says in its log where it listens. As soon as it says so it is asked, and no look is
 * needed for that: `observe` only tells what is known, and asks again where an answer was not good yet.
 */
export class JvmEngine implements Engine {
  readonly #parts: JvmEngineOptions
  readonly #clock: Clock
  readonly #startedAt: number
  #jvm: LaunchedJvm
  #attempts = 1
  #port: number | undefined
  #detail = 'It has not opened its port yet.'
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

  /** Starts the process and returns at once. */
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

  /** Also removes the engine's folder. Memoised. */
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

  /** Reads what the process says as it comes, until it has said where it listens. */
  #follow(): void {
    const { java } = this.#jvm
    java.onOutput(() => {
      // The server's own word, not an answer on the port, for a moment ago that may have been another server's.
      this.#port = portIn(java.output, this.#parts.listening)
      if (this.#port === undefined) return
      java.onOutput(undefined)
      void this.#ask()
    })
  }

  /** Asks once, whoever wants to know; what comes of it is kept. Never fails. */
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
        this.#detail = 'It is not ready yet.'
        return
      }
      this.#ready = { version, startedInMs: this.#clock.now() - this.#startedAt }
      const remark = await this.#jvm.classes.seenReady()
      if (remark !== undefined) this.#java.note(`${remark}\n`)
    } catch (error) {
      this.#detail = `It does not answer: ${messageOf(error)}.`
    }
  }

  async #afterTheEnd(): Promise<EngineObservation> {
    const ended = this.#jvm
    if (!this.#ready && !this.#stopping) {
      const why = await this.#whyAgain(ended)
      if (why !== undefined) {
        // Others may look at the same time; one new process is enough.
        if (this.#jvm === ended) this.#relaunching ??= this.#launchAgain()
        await this.#relaunching
        return { state: 'starting', detail: why, ...this.#known() }
      }
    }
    const hint = isPortTaken(ended.java) ? `Another process took its port, ${this.#attempts} times in a row. ` : ''
    return { state: 'failed', detail: withHint(hint + (await ended.java.exitLog()), ended.java.output) }
  }

  /** Why another start is worth it; `undefined` where it is not. */
  async #whyAgain({ java, classes }: LaunchedJvm): Promise<string | undefined> {
    if (this.#attempts >= ATTEMPTS) return undefined
    if (isPortTaken(java)) return 'Its port was taken; it is started on another one.'
    return (await classes.seenFailed()) ? 'It ended while it read its class archive; it is started without.' : undefined
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
    // A launch that fails leaves nothing to stop; whoever looked has been told.
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
