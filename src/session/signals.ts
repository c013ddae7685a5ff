/** What happens when somebody ends the run. */
export interface SignalListener {
  /** The first signal: undo everything, then end with the code. */
  first(signal: NodeJS.Signals): Promise<void>
  /** Another one before the first was dealt with: say what is left. The process exits right after. */
  second(signal: NodeJS.Signals): void
}

/** 128 + the signal's number, as shells count. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof exitCodes

/**
 * Takes the signals over from whoever listens (Vitest exits 1 ms after one, without any tear-down), and returns how to
 * give them back.
 */
export function takeOverSignals(listener: SignalListener): () => void {
  let received = 0
  const previous = new Map<Signal, NodeJS.SignalsListener[]>()
  const onSignal = (signal: NodeJS.Signals) => {
    const code = exitCodes[signal as Signal]
    received += 1
    process.exitCode = code
    if (received > 1) {
      listener.second(signal)
      process.exit(code)
    }
    listener.first(signal).finally(() => process.exit(code))
  }
  for (const signal of Object.keys(exitCodes) as Signal[]) {
    previous.set(signal, process.listeners(signal) as NodeJS.SignalsListener[])
    process.removeAllListeners(signal)
    process.on(signal, onSignal)
  }
  return () => {
    for (const [signal, listeners] of previous) {
      process.off(signal, onSignal)
      for (const old of listeners) process.on(signal, old)
    }
  }
}
