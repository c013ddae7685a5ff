/** What happens when somebody ends the run. */
export interface SignalListener {
  /** The first signal: undo everything. The process exits when all listeners have. */
  first(signal: NodeJS.Signals): Promise<void>
  /** Another one before the first was dealt with: say what is left. The process exits right after. */
  second(signal: NodeJS.Signals): void
}

/** The part of Node's `process` that signals come from and codes go to. */
export interface SignalProcess {
  exitCode?: number | string | null | undefined
  exit(code: number): void
  on(signal: string, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: string, listener: (signal: NodeJS.Signals) => void): unknown
  listeners(signal: string): unknown[]
  removeAllListeners(signal: string): unknown
}

/** 128 + the signal's number, as shells count. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof exitCodes
const signals = Object.keys(exitCodes) as Signal[]

/**
 * Takes the signals over from whoever listens: Vitest exits 1 ms after one, without any tear-down. All of a process's
 * runs share one take-over; the last to give them back restores who listened before.
 */
export class SignalHandlers {
  readonly #process: SignalProcess
  readonly #listeners = new Set<SignalListener>()
  readonly #previous = new Map<Signal, ((signal: NodeJS.Signals) => void)[]>()
  #received = 0

  constructor(from: SignalProcess) {
    this.#process = from
  }

  /** Returns how to give the signals back. */
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

const desk = new SignalHandlers(process)

/** Takes over the signals of this process; returns how to give them back. */
export function takeOverSignals(listener: SignalListener): () => void {
  return desk.takeOver(listener)
}

/** The part of Node's `process` that tells of its exit. */
interface ExitingProcess {
  exitCode?: number | string | null | undefined
  once(event: 'exit', listener: () => void): unknown
  off(event: 'exit', listener: () => void): unknown
}

/**
 * Calls `told` where the process exits before the result is called: by `process.exit` in a tear-down or a reporter of the
 * user's, or by what nobody has caught. Nothing can be awaited then. With `fails` an exit code of 0 becomes 1, for Node
 * takes the code that a listener has left over the one given to `process.exit`.
 */
export function onEarlyExit(told: () => void, fails: boolean, from: ExitingProcess = process): () => void {
  const onExit = () => {
    told()
    if (fails) from.exitCode ||= 1
  }
  from.once('exit', onExit)
  return () => from.off('exit', onExit)
}
