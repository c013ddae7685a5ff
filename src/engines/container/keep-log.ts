import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'

/** Writes what a container says to its log, which outlives it. */
export function keepLog(output: Readable, logFile: string): void {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  // The disk is full, or Docker has let go of the stream: the engine's state tells of what matters.
  log.on('error', () => {})
  output.on('error', () => {})
  output.pipe(log)
}
