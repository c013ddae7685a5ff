import { createColors } from 'picocolors'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { Reporter, SessionEvent } from './events.ts'

export interface ConsoleReporterOptions {
  /** Prints one line. */
  readonly print: (line: string) => void
  /** Default: as the terminal says, NO_COLOR and FORCE_COLOR included. */
  readonly color?: boolean
  readonly clock?: Clock
}

/** Between two lines about the same download, in milliseconds. */
const DOWNLOAD_LINE_MS = 3_000

/** Shows a session's events as one line each. */
export function consoleReporter({ print, color, clock = systemClock }: ConsoleReporterOptions): Reporter {
  const colors = createColors(color)
  const label = colors.inverse(' aws-fixtures ')
  const lastDownloadLine = new Map<string, number>()

  const isDue = (event: SessionEvent & { type: 'downloading' }) => {
    if (event.receivedBytes >= event.totalBytes) return true
    const last = lastDownloadLine.get(event.what)
    if (last !== undefined && clock.now() - last < DOWNLOAD_LINE_MS) return false
    lastDownloadLine.set(event.what, clock.now())
    return true
  }

  return (event) => {
    if (event.type === 'downloading' && !isDue(event)) return
    const [first, ...rest] = linesFor(event)
    const mark = event.type === 'cleanup-proved' ? colors.green('✓ ') : ''
    const text = event.type === 'warning' ? colors.yellow(`${first}`) : `${mark}${first}`
    print(`${label} ${text}`)
    for (const line of rest) print(`   ${line}`)
  }
}

function linesFor(event: SessionEvent): string[] {
  switch (event.type) {
    case 'downloading':
      return [`downloading ${event.what}: ${megabytes(event.receivedBytes)} of ${megabytes(event.totalBytes)} MB`]
    case 'ready':
      return [`${event.resource} ${event.version} ${readiness(event.startedInMs)}, client validated`]
    case 'dataset-loaded':
      return [`dataset ${event.dataset}: ${event.contents} in ${seconds(event.elapsedMs)}`]
    case 'session-ready':
      return [`target ${event.target} ready for tests after ${seconds(event.elapsedMs)}`]
    case 'warning':
      return [`warning: ${event.message}`]
    case 'interrupted':
      return [`${event.signal}: removing what is there; once more exits at once`, ...event.remaining.map(bullet)]
    case 'abandoned':
      return [
        event.remaining.length > 0 ? 'exits at once; not yet seen to be gone:' : 'exits at once; nothing was left',
        ...event.remaining.map(bullet),
      ]
    case 'cleanup-proved':
      return [
        `cleanup proved in ${seconds(event.elapsedMs)}, nothing left of:`,
        ...event.removed.map(bullet),
        ...(event.kept ? [event.kept] : []),
      ]
  }
}

const readiness = (startedInMs?: number) =>
  startedInMs === undefined ? 'was running' : `ready in ${seconds(startedInMs)}`
const bullet = (text: string) => `- ${text}`
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)
