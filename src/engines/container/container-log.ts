import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { withTimeout } from '../../wait/sleep.ts'
import type { Docker } from './docker.ts'

/** Writes what a container says to its log, which outlives it. */
export function appendToLog(output: Readable, logFile: string): void {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
  // The disk is full, or Docker has let go of the stream: the engine's state tells of what matters.
  log.on('error', () => {})
  output.on('error', () => {})
  output.pipe(log)
}

/** So many lines are asked for; most are of stack traces, and told to nobody. */
const LINES = 300

/** How long Docker may take to tell them, in milliseconds. */
const TOLD_MS = 5_000

/** What a container that has ended said last; empty where Docker does not tell. */
export async function readExitLog({ container }: Docker, id: string): Promise<string> {
  const stream = await container.logs(container.getById(id), { tail: LINES })
  try {
    const said = await withTimeout(text(stream), TOLD_MS, () => new Error('Docker has not told the end of its log.'))
    return said.trimEnd()
  } catch {
    return ''
  } finally {
    stream.destroy()
  }
}
