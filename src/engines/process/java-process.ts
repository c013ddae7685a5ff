import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { engineEnv } from '../../java/engine-env.ts'
import { systemClock } from '../../wait/clock.ts'
import { logWasCut, processEnded, processNotStarted, runsInVain } from '../messages.ts'
import { lastLogLines } from './log.ts'

export interface JavaCommand {
  readonly java: string
  readonly args: readonly string[]
  readonly directory: string
  /** Its output and errors are appended to this file. */
  readonly logFile: string
  /** The first line that it reads from its standard input. */
  readonly firstLine: string
}

/** A longer log begins anew, in bytes. */
const MOST_LOG_BYTES = 32 * 1024 * 1024

/** What HeapWatch in the launcher prints before it interrupts an evaluation. */
const INTERRUPTION = 'heap-watch: interrupted'

/** So much of its output is kept in memory, in characters; a start needs a tenth of it. */
const KEPT_OUTPUT = 1024 * 1024

/** A Java process of ours. Its output passes through this process on its way to the log, so that we see it at once. */
export class JavaProcess {
  readonly #child: ChildProcess
  readonly #logFile: string
  readonly #logStart: number
  readonly #gone: Promise<void>
  readonly #log: number
  #output = ''
  #isGone = false
  #startError: Error | undefined
  #onOutput: (() => void) | undefined
  #interruptedAt: number | undefined

  private constructor(child: ChildProcess, logFile: string, logStart: number, log: number) {
    this.#child = child
    this.#logFile = logFile
    this.#logStart = logStart
    this.#log = log
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (text: string) => {
        if (this.#output.length < KEPT_OUTPUT) this.#output += text
        this.note(text)
        if (text.includes(INTERRUPTION)) this.#interruptedAt = systemClock.now()
        this.#onOutput?.()
      })
    }
    this.#gone = new Promise((resolve) => {
      const end = () => {
        if (this.#isGone) return
        this.#isGone = true
        closeSync(log)
        resolve()
        this.#onOutput?.()
      }
      // It comes after `exit`, once all output has been read.
      child.once('close', end)
      // Not `once`: a signal that cannot be sent is an `error` too, and must not end the daemon.
      child.on('error', (error) => {
        if (child.pid !== undefined) return
        this.#startError = error
        end()
      })
    })
  }

  /** Starts the process without waiting for it. Fails only where the log cannot be written. */
  static async start(command: JavaCommand): Promise<JavaProcess> {
    const log = openSync(command.logFile, 'a', 0o600)
    const child = spawn(command.java, command.args, {
      cwd: command.directory,
      env: engineEnv(),
      // The launcher ends when the pipe to its standard input closes, which it does when this process ends.
      stdio: 'pipe',
    })
    // A process that has ended already reads nothing; `close` tells of its end.
    child.stdin.on('error', () => {})
    child.stdin.write(`${command.firstLine}\n`)
    return new JavaProcess(child, command.logFile, fstatSync(log).size, log)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get isRunning(): boolean {
    return !this.#isGone
  }

  /** Resolves when it has ended, in whatever way. */
  get ended(): Promise<void> {
    return this.#gone
  }

  /** The first million characters of its output, without what was in its log before. */
  get output(): string {
    return this.#output
  }

  /** When it last ended an evaluation that filled its heap, in milliseconds since the Unix epoch. */
  get interruptedAt(): number | undefined {
    return this.#interruptedAt
  }

  /** Appends a text to its log synchronously, so that the log is whole when this process ends. */
  note(text: string): void {
    if (this.#isGone) return
    try {
      if (fstatSync(this.#log).size > MOST_LOG_BYTES) this.#beginLogAnew()
      writeSync(this.#log, text)
    } catch {
      // The disk is full. The engine reports that in its own way, and the daemon must not end because of it.
    }
  }

  /** The end of the output is kept rather than its start, because it tells why an engine fails. */
  #beginLogAnew(): void {
    ftruncateSync(this.#log)
    writeSync(this.#log, `${logWasCut(MOST_LOG_BYTES)}\n`)
  }

  /** Has `callback` called at each output, and when the process is gone. It replaces the last callback; `undefined`: none. */
  onOutput(callback: (() => void) | undefined): void {
    this.#onOutput = callback
  }

  /** How the process ended, or that it still runs, and the last lines of its output. */
  async exitLog(): Promise<string> {
    return `${this.#exitReason()}\n${await lastLogLines(this.#logFile, { from: this.#logStart })}`
  }

  /** Kills the process, and resolves when it is gone. Nothing of it is kept, and an orderly end would take seconds. */
  async stop(): Promise<void> {
    if (this.isRunning) this.#child.kill('SIGKILL')
    await this.#gone
  }

  #exitReason(): string {
    const { exitCode, signalCode } = this.#child
    if (this.#startError) return processNotStarted(this.#startError.message)
    if (this.isRunning) return runsInVain()
    return processEnded(exitCode, signalCode)
  }
}
