import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { lastLogLines } from './log.ts'

export interface JavaCommand {
  readonly java: string
  readonly args: readonly string[]
  readonly directory: string
  /** Output and errors are appended here. */
  readonly logFile: string
}

/** How long a process that was asked to end may take before it is ended by force, in milliseconds. */
const STOP_TIMEOUT_MS = 5_000

/** A Java process of ours. */
export class JavaProcess {
  readonly startedAt: number
  readonly #child: ChildProcess
  readonly #clock: Clock
  readonly #command: JavaCommand
  readonly #ended: Promise<unknown>
  #startError: Error | undefined

  private constructor(command: JavaCommand, child: ChildProcess, clock: Clock) {
    this.#clock = clock
    this.startedAt = clock.now()
    this.#command = command
    this.#child = child
    child.once('error', (error) => {
      this.#startError = error
    })
    // Not by `once` of node:events, which would reject, unheard, where the process cannot be started.
    this.#ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
  }

  /** Starts the process and returns at once; whether it runs is seen later. */
  static async start(command: JavaCommand, clock: Clock = systemClock): Promise<JavaProcess> {
    const log = await open(command.logFile, 'a', 0o600)
    try {
      // The pipe to its standard input is what tells the launcher that this process still lives.
      const child = spawn(command.java, command.args, { cwd: command.directory, stdio: ['pipe', log.fd, log.fd] })
      return new JavaProcess(command, child, clock)
    } finally {
      await log.close()
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get isRunning(): boolean {
    const { exitCode, signalCode } = this.#child
    return this.#startError === undefined && exitCode === null && signalCode === null
  }

  /** How the process ended, and what it said last. */
  async lastWords(): Promise<string> {
    const { exitCode, signalCode } = this.#child
    const how =
      this.#startError?.message ?? (signalCode ? `It was ended by ${signalCode}.` : `It ended with code ${exitCode}.`)
    return `${how}\n${await lastLogLines(this.#command.logFile)}`
  }

  /** Asks the process to end, then ends it by force; resolves when it is gone. */
  async stop(): Promise<void> {
    if (!this.isRunning) return
    this.#child.kill('SIGTERM')
    const cancel = this.#clock.after(STOP_TIMEOUT_MS, () => this.#child.kill('SIGKILL'))
    await this.#ended
    cancel()
  }
}
