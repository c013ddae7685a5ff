import { createColors } from 'picocolors'
import { isCI } from 'std-env'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { Terminal } from './changing-lines.ts'
import { changingLines } from './changing-lines.ts'
import { downloadLines } from './download-lines.ts'
import { eventLines } from './event-lines.ts'
import type { Reporter, RunEvent } from './events.ts'
import { stepByStep } from './messages.ts'
import { runRecord } from './run-record.ts'
import { waitingLines } from './waiting-lines.ts'

export interface ConsoleReporterOptions {
  /** Prints one line. */
  readonly print: (line: string) => void
  /** Whether lines have colors; default as picocolors decides: by the terminal, NO_COLOR and FORCE_COLOR. */
  readonly color?: boolean
  readonly clock?: Clock
  /** The terminal where lines can change in place; default: standard error, where it is a terminal and this is no CI. */
  readonly terminal?: Terminal
}

/** Between two lines of a download, in milliseconds: fast enough for the eye on a terminal, rarely in a log. */
const DOWNLOAD_PAUSE_MS = { terminal: 100, log: 10_000 }

/** Events that end no wait. */
const endingNoWait: readonly RunEvent['type'][] = [
  'ready',
  'dataset-waiting',
  'dataset-loading',
  'dataset-loaded',
  'warning',
  'engines-stopped',
]

/** Prints a run's events, a line each. On a terminal, a wait or a download has one line that changes in place. */
export function consoleReporter({
  print,
  color,
  clock = systemClock,
  terminal = thisTerminal(),
}: ConsoleReporterOptions): Reporter {
  const colors = createColors(color)
  const label = colors.inverse(' aws-fixtures ')
  const lines = changingLines({ print, label, terminal })
  const waits = waitingLines({ lines, clock, inPlace: terminal !== false })
  const download = downloadLines({
    lines,
    clock,
    pauseMs: terminal ? DOWNLOAD_PAUSE_MS.terminal : DOWNLOAD_PAUSE_MS.log,
  })
  const record = runRecord(clock)

  const tell = ([first, ...rest]: readonly string[]) => {
    if (first !== undefined) lines.print([`${label} ${first}`, ...rest.map((line) => `   ${line}`)])
  }
  const tellWhole = () => {
    const steps = record.steps.flatMap(eventLines)
    if (steps.length > 0) tell(stepByStep(steps))
    tell(record.receipt)
  }

  return (event) => {
    record.note(event)
    switch (event.type) {
      case 'downloading':
        return download(event)
      case 'waiting':
        return waits.poll(event)
      case 'resource-state':
        waits.told(event.what, event.elapsedMs)
        return tell(eventLines(event))
      case 'resource-asked':
        return tell(eventLines(event))
      case 'resource-created':
      case 'resource-reused':
      case 'resource-given':
      case 'resource-step':
      case 'resource-deleted':
      case 'resource-kept':
        waits.over(event.what)
        return tell(eventLines(event))
    }
    // Any other event begins another phase of the run, and no wait goes on into it.
    if (!endingNoWait.includes(event.type)) waits.allOver()
    const [first, ...rest] = eventLines(event)
    switch (event.type) {
      case 'warning':
        return tell([colors.yellow(`${first}`)])
      case 'cleanup-proved':
        tellWhole()
        return tell([`${colors.green('✓ ')}${first}`, ...rest])
      case 'cleanup-unproved':
        return tellWhole()
      default:
        if (first !== undefined) tell([first, ...rest])
    }
  }
}

function thisTerminal(): Terminal {
  return !isCI && process.stderr.isTTY && process.env.TERM !== 'dumb' ? process.stderr : false
}
