import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { lastLogLines, readFrom } from './log.ts'
import { utf8Locale } from './utf8-locale.ts'

export interface JavaCommand {
  readonly java: string
  readonly args: readonly string[]
  readonly directory: string
  /** Output and errors are appended here. */
  readonly logFile: string
}

/** How long a process that was asked to end may take before it is ended by force, in milliseconds. */
const STOP_TIMEOUT_MS = 5_000

/** Variables by which a shell adds options to every JVM: a debugger's port or an agent meant for the user's own one. */
const FOREIGN_OPTIONS = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS']

/** A Java process of ours. */
export class JavaProcess {
  readonly #child: ChildProcess
  readonly #logFile: string
  readonly #logStart: number
  readonly #clock: Clock
  readonly #gone: Promise<void>
  #isGone = false
  #startError: Error | undefined
  #stopping: Promise<void> | undefined

  private constructor(child: ChildProcess, logFile: string, logStart: number, clock: Clock) {
    this.#child = child
    this.#logFile = logFile
    this.#logStart = logStart
    this.#clock = clock
    this.#gone = new Promise((resolve) => {
      const end = () => {
        this.#isGone = true
        resolve()
      }
      child.once('exit', end)
      // Not `once`: a signal that cannot be sent is reported in the same way, and must not end the host.
      child.on('error', (error) => {
        if (child.pid !== undefined) return
        this.#startError = error
        end()
      })
    })
  }

  /** Starts the process and returns at once; whether it runs is seen later. Fails only where the log cannot be written. */
  static async start(command: JavaCommand, clock: Clock = systemClock): Promise<JavaProcess> {
    const log = await open(command.logFile, 'a', 0o600)
    try {
      const { size } = await log.stat()
      const env = { ...process.env, ...utf8Locale(process.env) }
      for (const name of FOREIGN_OPTIONS) delete env[name]
      const child = spawn(command.java, command.args, {
        cwd: command.directory,
        env,
        // The pipe to its standard input is what tells the launcher that this process still lives.
        stdio: ['pipe', log.fd, log.fd],
      })
      return new JavaProcess(child, command.logFile, size, clock)
    } finally {
      await log.close()
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get isRunning(): boolean {
    return !this.#isGone
  }

  /** What this process has said until now, without what others wrote to the same log before. */
  output(): Promise<string> {
    return readFrom(this.#logFile, this.#logStart)
  }

  /** How the process ended, where it has, and what it said last. */
  async lastWords(): Promise<string> {
    return `${this.#howItIs()}\n${await lastLogLines(this.#logFile, { from: this.#logStart })}`
  }

  /** Asks the process to end, after 5 s ends it by force; resolves when it is gone. Memoised. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end()
    return this.#stopping
  }

  #howItIs(): string {
    const { exitCode, signalCode } = this.#child
    if (this.#startError) return `It could not be started: ${this.#startError.message}.`
    if (this.isRunning) return 'It runs, but cannot serve.'
    return signalCode ? `It was ended by ${signalCode}.` : `It ended with exit code ${exitCode}.`
  }

  async #end(): Promise<void> {
    if (!this.isRunning) return
    this.#child.kill('SIGTERM')
    const cancel = this.#clock.after(STOP_TIMEOUT_MS, () => this.#child.kill('SIGKILL'))
    await this.#gone
    cancel()
  }
}
