import type { Clock } from '../wait/clock.ts'
import type { DownloadingEvent } from './events.ts'

export interface DownloadLinesOptions {
  /** Prints one line, with its label before it. */
  readonly print: (line: string) => void
  readonly clock: Clock
  /** Where there is one, a line may take the place of the one before, and comes more often. */
  readonly terminal: { readonly columns: number } | false
}

/** Between two lines, in milliseconds: on a terminal as fast as one can read, elsewhere as rarely as a log bears. */
const PAUSE_MS = { terminal: 100, log: 10_000 }

/** A terminal may not know how wide it is. */
const DEFAULT_COLUMNS = 80

/** Room that the label takes, in columns. */
const LABEL_COLUMNS = 16

/** Shows a download: bytes of bytes, and the rate since it began. Nothing before the first byte. */
export function downloadLines({ print, clock, terminal }: DownloadLinesOptions): (event: DownloadingEvent) => void {
  let began:
    | { readonly what: string; readonly at: number; readonly bytes: number; readonly byAnother: boolean }
    | undefined
  let shownAt: number | undefined
  const pauseMs = terminal ? PAUSE_MS.terminal : PAUSE_MS.log

  return (event) => {
    const { what, receivedBytes, totalBytes, byAnother } = event
    const now = clock.now()
    if (receivedBytes === 0) return
    if (began?.what !== what || began.byAnother !== byAnother) {
      began = { what, at: now, bytes: receivedBytes, byAnother }
      shownAt = undefined
    }
    const isWhole = receivedBytes >= totalBytes
    if (!isWhole && shownAt !== undefined && now - shownAt < pauseMs) return
    const rate = now > began.at ? (receivedBytes - began.bytes) / (now - began.at) / 1_000 : 0
    const line = [
      `${byAnother ? 'another run downloads' : 'downloading'} ${what}: `,
      `${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB`,
      rate > 0 ? `, ${rate.toFixed(1)} MB/s` : '',
    ].join('')
    // A line that wraps could not be replaced whole.
    print(terminal ? line.slice(0, (terminal.columns || DEFAULT_COLUMNS) - LABEL_COLUMNS) : line)
    shownAt = now
  }
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)
