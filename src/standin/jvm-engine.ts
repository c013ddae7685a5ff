import { rm } from 'node:fs/promises'
import { messageOf } from '../errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { Engine, EngineObservation, EngineSpec } from './engine.ts'
import { withHint } from './failure-hint.ts'
import type { JavaProcess } from './java-process.ts'

/** What differs between the engines. */
export interface JvmEngineParts {
  readonly spec: EngineSpec
  /** Starts the process; called again where another process took its port first. */
  launch(): Promise<JavaProcess>
  /** The line in which the server says that it listens; its first group is the port. */
  readonly listening: RegExp
  /** What the server says where it goes on running but will never serve. */
  readonly cannotServe?: RegExp
  /** The version the running server reports; `undefined` while it is not ready. What it throws counts as not ready. */
  askVersion(port: number, signal: AbortSignal): Promise<string | undefined>
}

/** One request to an engine, in milliseconds; it answers in a few once it is up. */
const LOOK_TIMEOUT_MS = 5_000

/** How often an engine is started in all, where somebody else takes the port that was free a moment ago. */
const PORT_ATTEMPTS = 3

/** An engine as a JVM process that says in its log where it listens. */
export class JvmEngine implements Engine {
  readonly #parts: JvmEngineParts
  readonly #clock: Clock
  readonly #startedAt: number
  #java: JavaProcess
  #attempts = 1
  #port: number | undefined
  #ready: EngineObservation | undefined
  #relaunching: Promise<void> | undefined
  #stopping: Promise<void> | undefined
  #isGone = false

  private constructor(parts: JvmEngineParts, java: JavaProcess, startedAt: number, clock: Clock) {
    this.#parts = parts
    this.#java = java
    this.#startedAt = startedAt
    this.#clock = clock
  }

  /** Starts the process and returns at once. */
  static async start(parts: JvmEngineParts, clock: Clock = systemClock): Promise<JvmEngine> {
    const startedAt = clock.now()
    return new JvmEngine(parts, await parts.launch(), startedAt, clock)
  }

  async observe(): Promise<EngineObservation | undefined> {
    if (this.#isGone) return undefined
    if (this.#stopping) return { state: 'stopping', ...this.#known() }
    if (!this.#java.isRunning) return this.#afterTheEnd()
    return this.#ready ?? this.#look()
  }

  /** Also removes the engine's folder. Memoised. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end()
    return this.#stopping
  }

  async #look(): Promise<EngineObservation> {
    // The server's own word, not an answer on the port, for a moment ago that may have been another server's.
    const output = await this.#java.output()
    if (this.#parts.cannotServe?.test(output)) {
      return { state: 'failed', detail: withHint(await this.#java.lastWords(), output), ...this.#known() }
    }
    this.#port ??= portIn(output, this.#parts.listening)
    if (this.#port === undefined) return this.#starting(withHint('It has not opened its port yet.', output))
    try {
      const version = await this.#parts.askVersion(this.#port, AbortSignal.timeout(LOOK_TIMEOUT_MS))
      if (version === undefined) return this.#starting('It is not ready yet.')
      const startedInMs = this.#clock.now() - this.#startedAt
      this.#ready = { state: 'ready', version, startedInMs, ...this.#known() }
      return this.#ready
    } catch (error) {
      return this.#starting(`It does not answer: ${messageOf(error)}.`)
    }
  }

  async #afterTheEnd(): Promise<EngineObservation> {
    const ended = this.#java
    const isPortTaken = !this.#ready && /Address already in use/i.test(await ended.output())
    if (isPortTaken && this.#attempts < PORT_ATTEMPTS && !this.#stopping) {
      // Others may look at the same time; one new process is enough.
      if (this.#java === ended) this.#relaunching ??= this.#launchAgain()
      await this.#relaunching
      return this.#starting('Its port was taken; it is started on another one.')
    }
    const hint = isPortTaken ? `Another process took its port, ${this.#attempts} times in a row. ` : ''
    return { state: 'failed', detail: withHint(hint + (await ended.lastWords()), await ended.output()) }
  }

  async #launchAgain(): Promise<void> {
    try {
      this.#attempts += 1
      this.#port = undefined
      this.#java = await this.#parts.launch()
    } finally {
      this.#relaunching = undefined
    }
  }

  async #end(): Promise<void> {
    // A launch that fails leaves nothing to stop; whoever looked has been told.
    await this.#relaunching?.catch(() => {})
    await this.#java.stop()
    await rm(this.#parts.spec.directory, { recursive: true, force: true, maxRetries: 3 })
    this.#isGone = true
  }

  #starting(detail: string): EngineObservation {
    return { state: 'starting', detail, ...this.#known() }
  }

  #known(): Pick<EngineObservation, 'pid' | 'port'> {
    const { pid } = this.#java
    return { ...(pid !== undefined && { pid }), ...(this.#port !== undefined && { port: this.#port }) }
  }
}

function portIn(output: string, listening: RegExp): number | undefined {
  const port = Number(listening.exec(output)?.[1])
  return Number.isInteger(port) && port > 0 ? port : undefined
}
