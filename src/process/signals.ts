/** What happens when somebody ends the run. */
export interface SignalListener {
  /** Called at the first signal, to undo everything. The process exits when the promises of all listeners are settled. */
  first(signal: NodeJS.Signals): Promise<void>
  /** Called at another signal before that, to say what is left. The process exits right after. */
  second(signal: NodeJS.Signals): void
}

/** The part of Node's `process` that sends signals and takes exit codes. */
export interface SignalProcess {
  exitCode?: number | string | null | undefined
  exit(code: number): void
  on(signal: string, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: string, listener: (signal: NodeJS.Signals) => void): unknown
  listeners(signal: string): unknown[]
  removeAllListeners(signal: string): unknown
}

/** 128 and the signal's number, as shells report it. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof exitCodes
const signals = Object.keys(exitCodes) as Signal[]

/**
 * Takes the signals over from their listeners, because Vitest exits 1 ms after a signal and skips its teardown. All runs of a
 * process share one take-over. The last run to give the signals back restores the former listeners.
 */
export class SignalHandlers {
  readonly #process: SignalProcess
  readonly #listeners = new Set<SignalListener>()
  readonly #previous = new Map<Signal, ((signal: NodeJS.Signals) => void)[]>()
  #received = 0

  constructor(from: SignalProcess) {
    this.#process = from
  }

  /** Returns a function that gives the signals back. */
  takeOver(listener: SignalListener): () => void {
    if (this.#listeners.size === 0) this.#install()
    this.#listeners.add(listener)
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#restore()
    }
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const code = exitCodes[signal as Signal]
    const listeners = [...this.#listeners]
    this.#received += 1
    this.#process.exitCode = code
    if (this.#received > 1) {
      for (const listener of listeners) listener.second(signal)
      this.#process.exit(code)
      return
    }
    void Promise.allSettled(listeners.map((listener) => listener.first(signal))).then(() => this.#process.exit(code))
  }

  #install(): void {
    for (const signal of signals) {
      this.#previous.set(signal, this.#process.listeners(signal) as ((signal: NodeJS.Signals) => void)[])
      this.#process.removeAllListeners(signal)
      this.#process.on(signal, this.#onSignal)
    }
  }

  #restore(): void {
    for (const signal of signals) {
      this.#process.off(signal, this.#onSignal)
      for (const listener of this.#previous.get(signal) ?? []) this.#process.on(signal, listener)
    }
  }
}

const ofThisProcess = new SignalHandlers(process)

/** Takes over the signals of this process; returns a function that gives them back. */
export function takeOverSignals(listener: SignalListener): () => void {
  return ofThisProcess.takeOver(listener)
}

/** The part of Node's `process` that announces its exit. */
interface ExitingProcess {
  exitCode?: number | string | null | undefined
  once(event: 'exit', listener: () => void): unknown
  off(event: 'exit', listener: () => void): unknown
}

/**
 * Calls `told` where the process exits before the returned function is called: by `process.exit` in the user's teardown or
 * reporter, or by an uncaught error. Nothing can be awaited then. With `fails` an exit code of 0 becomes 1: Node prefers the
 * code that an exit listener sets to the one that was given to `process.exit`.
 */
export function onEarlyExit(told: () => void, fails: boolean, from: ExitingProcess = process): () => void {
  const onExit = () => {
    told()
    if (fails) from.exitCode ||= 1
  }
  from.once('exit', onExit)
  return () => from.off('exit', onExit)
}
