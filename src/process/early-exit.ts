/** The part of Node's `process` that tells of its exit. */
export interface ExitingProcess {
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
