import { createColors } from 'picocolors'
import { isCI } from 'std-env'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import type { Terminal } from './changing-lines.ts'
import { changingLines } from './changing-lines.ts'
import { downloadLines } from './download-lines.ts'
import type { Reporter, RunEvent } from './events.ts'
import { resourceLine } from './resource-lines.ts'
import { reportLines, runLines } from './run-lines.ts'
import { runRecord } from './run-record.ts'
import { waitingLines } from './waiting-lines.ts'

export interface ConsoleReporterOptions {
  /** Prints one line. */
  readonly print: (line: string) => void
  /** Default: as the terminal says, NO_COLOR and FORCE_COLOR included. */
  readonly color?: boolean
  readonly clock?: Clock
  /** The terminal, where lines can be written in place; default: standard error, where it is one and this is no CI. */
  readonly terminal?: Terminal
}

/** Between two lines of a download, in milliseconds: on a terminal as fast as one can read, elsewhere as rarely as a log bears. */
const DOWNLOAD_PAUSE_MS = { terminal: 100, log: 10_000 }

/** What is told of while the run goes on waiting. */
const meanwhile: readonly RunEvent['type'][] = [
  'ready',
  'dataset-waiting',
  'dataset-loading',
  'dataset-loaded',
  'warning',
  'engines-stopped',
]

/** Shows a run's events as one line each; what goes on for long in one line that changes, where there is a terminal. */
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

  return (event) => {
    record.note(event)
    switch (event.type) {
      case 'downloading':
        return download(event)
      case 'waiting':
        return waits.look(event)
      case 'resource-state':
        waits.told(event.what, event.elapsedMs)
        return tell([resourceLine(event)])
      case 'resource-asked':
        return tell([resourceLine(event)])
      case 'resource-created':
      case 'resource-reused':
      case 'resource-given':
      case 'resource-step':
      case 'resource-deleted':
      case 'resource-kept':
        waits.over(event.what)
        return tell([resourceLine(event)])
    }
    // Each of the others says that the run has come to another point; no wait outlives it.
    if (!meanwhile.includes(event.type)) waits.allOver()
    const [first, ...rest] = runLines(event)
    switch (event.type) {
      case 'warning':
        return tell([colors.yellow(`${first}`)])
      case 'cleanup-proved':
        tell(reportLines(record.steps))
        tell(record.receipt)
        return tell([`${colors.green('✓ ')}${first}`, ...rest])
      case 'cleanup-unproved':
        tell(reportLines(record.steps))
        return tell(record.receipt)
      default:
        if (first !== undefined) tell([first, ...rest])
    }
  }
}

function thisTerminal(): Terminal {
  return !isCI && process.stderr.isTTY && process.env.TERM !== 'dumb' ? process.stderr : false
}
