import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { messageOf } from '../../src/errors/errors.ts'
import { sleep, withTimeout } from '../../src/wait/sleep.ts'

/** What is done once a text has been printed. */
export interface Reaction {
  readonly on: string | RegExp
  readonly act: (running: RunningProcess) => void | Promise<void>
}

export interface RunningProcess {
  readonly pid: number
  /** Sends a signal to the main process alone, as a CI system does. */
  signal(name: NodeJS.Signals): void
  /** Sends a signal to it and all of its group, workers included, as a terminal does on Ctrl-C. */
  signalGroup(name: NodeJS.Signals): void
  /** The ids of all processes of the run whose command line matches, whoever their parents are by now. */
  processes(commandLine: RegExp): number[]
}

export interface FollowOptions {
  readonly reactions: readonly Reaction[]
  readonly timeoutMs: number
  /** The ids of all processes of the run. */
  readonly processes: () => number[]
  /** Ends all of them by force. */
  readonly endAll: () => void
}

export interface EndedProcess {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly output: string
}

/** How long output may still come once the process has ended, in milliseconds: one it left behind may hold the pipes. */
const DRAIN_MS = 1_000

/** Reads what a process prints, reacts to it, and returns how it ended. */
export async function followProcess(
  child: ChildProcessByStdio<null, Readable, Readable>,
  options: FollowOptions,
): Promise<EndedProcess> {
  const printed = { stdout: '', stderr: '', output: '' }
  const reactor = new Reactor(options, running(child.pid!, options))
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      printed[name] += chunk
      printed.output += chunk
      reactor.look(printed.output)
    })
  }
  const closed = once(child, 'close')
  try {
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
    const [exitCode, signal] = await withTimeout(
      Promise.race([exit, reactor.failed]),
      options.timeoutMs,
      () => new Error(`The run did not end within ${options.timeoutMs} ms.`),
    )
    await Promise.race([closed, sleep(DRAIN_MS)])
    await reactor.finish()
    return { exitCode, signal, ...printed }
  } catch (error) {
    throw new Error(`${messageOf(error)}\nIt printed:\n${printed.output}`, { cause: error })
  } finally {
    // Only after a failure does it still run.
    if (child.exitCode === null && child.signalCode === null) options.endAll()
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

/** Acts on texts in the output, one after the other. */
class Reactor {
  /** Rejects as soon as a reaction has failed. */
  readonly failed: Promise<never>
  readonly #waiting: Reaction[]
  readonly #running: RunningProcess
  #fail: (error: unknown) => void = () => {}
  #acting: Promise<void> = Promise.resolve()
  #position = 0

  constructor({ reactions }: FollowOptions, process: RunningProcess) {
    this.#waiting = [...reactions]
    this.#running = process
    this.failed = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.failed.catch(() => {})
  }

  look(output: string): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const end = endOfMatch(next.on, output, this.#position)
      if (end === undefined) return
      const { act } = next
      this.#position = end
      this.#waiting.shift()
      this.#acting = this.#acting.then(() => act(this.#running)).catch((error) => this.#fail(error))
    }
  }

  /** Fails where a text never came, or a reaction failed. */
  async finish(): Promise<void> {
    await this.#acting
    await Promise.race([this.failed, Promise.resolve()])
    const [missed] = this.#waiting
    if (missed) throw new Error(`The run ended without printing ${missed.on}.`)
  }
}

function endOfMatch(text: string | RegExp, output: string, from: number): number | undefined {
  const rest = output.slice(from)
  if (typeof text === 'string') return rest.includes(text) ? from + rest.indexOf(text) + text.length : undefined
  const match = text.exec(rest)
  return match ? from + match.index + match[0].length : undefined
}

function running(pid: number, { processes }: FollowOptions): RunningProcess {
  return {
    pid,
    signal: (name) => void process.kill(pid, name),
    signalGroup: (name) => void process.kill(-pid, name),
    processes: (commandLine) => processes().filter((id) => commandLine.test(commandLineOf(id))),
  }
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // It has ended in the meantime.
    return ''
  }
}
