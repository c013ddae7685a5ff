import type { Clock } from '../wait/clock.ts'
import type { ChangingLines } from './changing-lines.ts'
import type { DownloadingEvent } from './events.ts'

export interface DownloadLinesOptions {
  readonly lines: ChangingLines
  readonly clock: Clock
  /** Between two lines, in milliseconds. */
  readonly pauseMs: number
}

/** Shows a download: bytes of bytes, and the rate since it began. Nothing before the first byte. */
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
    const rate = now > began.at ? (receivedBytes - began.bytes) / (now - began.at) / 1_000 : 0
    const line = [
      `${byAnother ? 'another run downloads' : 'downloading'} ${what}: `,
      `${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB`,
      rate > 0 ? `, ${rate.toFixed(1)} MB/s` : '',
    ].join('')
    lines.show(['download', line])
    if (isWhole) lines.settle('download')
    shownAt = now
  }
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)
