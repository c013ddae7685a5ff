import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { withTimeout } from '../../wait/sleep.ts'
import type { Docker } from './docker.ts'

/** Appends the output of a container to its log, which outlives it. */
export function appendToLog(output: Readable, logFile: string): void {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  // The disk is full, or Docker has closed the stream. The state of the engine tells what matters.
  log.on('error', () => {})
  output.on('error', () => {})
  output.pipe(log)
}

/** So many lines are read; most are frames of stack traces, and not shown. */
const LINES = 300

/** How long Docker may take to send them, in milliseconds. */
const TOLD_MS = 5_000

/** The last output of a container that has ended; empty where Docker does not send it in time. */
export async function readExitLog({ container }: Docker, id: string): Promise<string> {
  const stream = await container.logs(container.getById(id), { tail: LINES })
  try {
    const said = await withTimeout(text(stream), TOLD_MS, () => new Error('Docker has not sent the log.'))
    return said.trimEnd()
  } catch {
    return ''
  } finally {
    stream.destroy()
  }
}
