import type { Clock } from '../wait/clock.ts'
import type { ChangingLines } from './changing-lines.ts'
import type { DownloadingEvent } from './events.ts'
import * as messages from './messages.ts'

export interface DownloadLinesOptions {
  readonly lines: ChangingLines
  readonly clock: Clock
  /** Between two lines, in milliseconds. */
  readonly pauseMs: number
}

/** Shows the bytes of a download, and its rate since it began; nothing before the first byte. */
export function downloadLines({ lines, clock, pauseMs }: DownloadLinesOptions): (event: DownloadingEvent) => void {
  let began:
    | { readonly what: string; readonly at: number; readonly bytes: number; readonly byAnother: boolean }
    | undefined
  let shownAt: number | undefined

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
    const bytesPerMs = now > began.at ? (receivedBytes - began.bytes) / (now - began.at) : 0
    lines.show(['download', messages.downloading(what, byAnother, receivedBytes, totalBytes, bytesPerMs)])
    if (isWhole) lines.settle('download')
    shownAt = now
  }
}
