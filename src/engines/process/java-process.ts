import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { engineEnv } from '../../java/engine-env.ts'
import { systemClock } from '../../wait/clock.ts'
import { lastLogLines } from './log.ts'

export interface JavaCommand {
  readonly java: string
  readonly args: readonly string[]
  readonly directory: string
  /** Output and errors are appended here. */
  readonly logFile: string
  /** The first line it reads from its standard input. */
  readonly firstLine: string
}

/** A log that is longer begins anew, in bytes. */
const MOST_LOG_BYTES = 32 * 1024 * 1024

/** What HeapWatch in the launcher says before it interrupts an evaluation. */
const INTERRUPTION = 'heap-watch: interrupted'

/** So much of what a process says is kept in memory, in characters; a start needs a tenth of it. */
const KEPT_OUTPUT = 1024 * 1024

/** A Java process of ours. What it says goes to its log by way of us, so that we know at once. */
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
      // After `exit`, and when all it has said is read.
      child.once('close', end)
      // Not `once`: a signal that cannot be sent is reported in the same way, and must not end the daemon.
      child.on('error', (error) => {
        if (child.pid !== undefined) return
        this.#startError = error
        end()
      })
    })
  }

  /** Starts the process and returns at once; whether it runs is seen later. Fails only where the log cannot be written. */
  static async start(command: JavaCommand): Promise<JavaProcess> {
    const log = openSync(command.logFile, 'a', 0o600)
    const child = spawn(command.java, command.args, {
      cwd: command.directory,
      env: engineEnv(),
      // The pipe to its standard input is what tells the launcher that this process still lives.
      stdio: 'pipe',
    })
    // One that has ended already reads nothing; that it has is seen in another way.
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

  /** Resolves when it has ended, however. */
  get ended(): Promise<void> {
    return this.#gone
  }

  /** What this process has said, as far as it was among the first million characters; not what was in its log before. */
  get output(): string {
    return this.#output
  }

  /** When it last ended an evaluation that filled its heap, in milliseconds since the Unix epoch. */
  get interruptedAt(): number | undefined {
    return this.#interruptedAt
  }

  /** Writes to the log, as the process itself does. At once: whoever reads it after our own end finds all of it. */
  note(text: string): void {
    if (this.#isGone) return
    try {
      if (fstatSync(this.#log).size > MOST_LOG_BYTES) this.#beginLogAnew()
      writeSync(this.#log, text)
    } catch {
      // The disk is full. The engine will say so in its own way, and the daemon must not end by it.
    }
  }

  /** What is said last is what tells why an engine fails. */
  #beginLogAnew(): void {
    ftruncateSync(this.#log)
    writeSync(this.#log, `What was said before is cut off: it had more than ${MOST_LOG_BYTES} bytes.\n`)
  }

  /** Calls back each time it has said something, and when it is gone, until `callback` is replaced by another or none. */
  onOutput(callback: (() => void) | undefined): void {
    this.#onOutput = callback
  }

  /** How the process ended, where it has, and what it said last. */
  async exitLog(): Promise<string> {
    return `${this.#exitReason()}\n${await lastLogLines(this.#logFile, { from: this.#logStart })}`
  }

  /**
   * Ends the process by force, and resolves when it is gone. Nothing of it is kept, and to end in order takes an engine
   * seconds.
   */
  async stop(): Promise<void> {
    if (this.isRunning) this.#child.kill('SIGKILL')
    await this.#gone
  }

  #exitReason(): string {
    const { exitCode, signalCode } = this.#child
    if (this.#startError) return `It could not be started: ${this.#startError.message}.`
    if (this.isRunning) return 'It runs, but cannot serve.'
    return signalCode ? `It was ended by ${signalCode}.` : `It ended with exit code ${exitCode}.`
  }
}
