import { createColors } from 'picocolors'
import { isCI } from 'std-env'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { downloadLines } from './download-lines.ts'
import type { DownloadingEvent, Reporter, SessionEvent } from './events.ts'

export interface ConsoleReporterOptions {
  /** Prints one line. */
  readonly print: (line: string) => void
  /** Default: as the terminal says, NO_COLOR and FORCE_COLOR included. */
  readonly color?: boolean
  readonly clock?: Clock
  /** The terminal, where lines can be written in place; default: standard output, where it is one and this is no CI. */
  readonly terminal?: { readonly columns: number } | false
}

/** Goes to the line before, and clears it. */
const LINE_BEFORE = '\x1b[1A\x1b[2K'

/** Shows a session's events as one line each; a download in one line that changes, where there is a terminal. */
export function consoleReporter({
  print,
  color,
  clock = systemClock,
  terminal = thisTerminal(),
}: ConsoleReporterOptions): Reporter {
  const colors = createColors(color)
  const label = colors.inverse(' aws-fixtures ')
  let canReplace = false
  const download = downloadLines({
    print(line) {
      print(`${canReplace ? LINE_BEFORE : ''}${label} ${line}`)
      canReplace = terminal !== false
    },
    clock,
    terminal,
  })

  return (event) => {
    if (event.type === 'downloading') return download(event)
    canReplace = false
    const [first, ...rest] = linesFor(event)
    const mark = event.type === 'cleanup-proved' ? colors.green('✓ ') : ''
    const text = event.type === 'warning' ? colors.yellow(`${first}`) : `${mark}${first}`
    print(`${label} ${text}`)
    for (const line of rest) print(`   ${line}`)
  }
}

function linesFor(event: Exclude<SessionEvent, DownloadingEvent>): string[] {
  switch (event.type) {
    case 'ready':
      return [`${event.resource} ${event.version} ${readiness(event.startedInMs)}, client validated`]
    case 'dataset-loading':
      return [`dataset ${event.dataset}: ${count(event.loaded)} of ${count(event.total)} elements loaded`]
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
const count = (number: number) => number.toLocaleString('en')
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

function thisTerminal(): { readonly columns: number } | false {
  return !isCI && process.stdout.isTTY && process.env.TERM !== 'dumb' ? process.stdout : false
}
