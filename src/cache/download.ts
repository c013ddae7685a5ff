import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Response } from 'undici'
import { AwsFixtureError, ConfigError, messageOf, ReachabilityError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'
import { isOfFileSystem } from './cache-error.ts'
import { fetchUrl, shownUrl } from './fetch-url.ts'
import {
  answeredStatus,
  downloadStalled,
  fileNotServed,
  fileTooLong,
  notDownloaded,
  partDoesNotFit,
  type Source,
  wrongHash,
  wrongRange,
} from './messages.ts'
import { partOf } from './pinned-file.ts'
import { sha256Of } from './verified-files.ts'

export interface Download {
  readonly url: string
  /** Where the file goes; it appears there whole and verified, or not at all. */
  readonly file: string
  readonly sha256: string
  /** The length of the file, in bytes. Nothing beyond it is fetched or kept. */
  readonly bytes: number
  readonly source: Source
  readonly signal: AbortSignal
  /** Called with how much of the file is here, in bytes, including what an earlier run has fetched. It falls where the download starts over. */
  readonly onReceived: (bytes: number) => void
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

/**
 * Fetches one file in up to five attempts. Each continues where the last attempt, or the last run, has stopped. Nobody else
 * may fetch the file at the same time. Fails with a ReachabilityError where the server cannot be reached, with a ConfigError
 * where it does not serve the file or serves another one, and with the error of the file system.
 */
export async function download(options: Download): Promise<void> {
  const { url, file, source, signal, clock = systemClock } = options
  try {
    await mkdir(dirname(file), { recursive: true })
    await retry(() => attempt(options, clock), { isTemporary: isRetryable, signal, clock, maxMs: 5_000 })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ConfigError || isOfFileSystem(error)) throw error
    throw new ReachabilityError(notDownloaded(source, new URL(url).host, shownUrl(url), reasonsOf(error)), {
      cause: error,
    })
  }
}

/** A failure that the next attempt may not have. */
class TemporaryFailure extends Error {}

function isRetryable(error: unknown): boolean {
  return !(error instanceof AwsFixtureError) && !isOfFileSystem(error)
}

/** The files of an unfinished download: its part, and the ETag by which the server recognises the version. */
const kept = (file: string) => ({ part: partOf(file), tag: `${partOf(file)}.etag` })

async function attempt(options: Download, clock: Clock): Promise<void> {
  const { url, file, sha256, bytes, source } = options
  const stall = stallWatchdog(url, clock)
  const signal = AbortSignal.any([options.signal, stall.signal])
  const { part, tag } = kept(file)
  const throwAway = () => Promise.all([part, tag].map((each) => rm(each, { force: true })))
  try {
    let { size } = await stat(part).catch(() => ({ size: 0 }))
    if (size > bytes) {
      await throwAway()
      size = 0
    }
    const response = await fetchUrl(url, { signal, headers: await headersFor(size, tag) })
    // The part is longer than the file, or whole and wrong. Without the range, the next attempt gets the file.
    if (response.status === 416) {
      await throwAway()
      throw new TemporaryFailure(answeredStatus(shownUrl(url), 416))
    }
    if (!response.ok || !response.body) throw refusal(url, source, response.status)
    const from = startOf(response)
    if (from !== 0 && from !== size) throw new TemporaryFailure(wrongRange(shownUrl(url), from, size))
    await keepTag(response, tag)
    // A part that was kept may be from another time or another server. A file that was fetched whole is the server's own.
    const refuse = async (lines: readonly string[]): Promise<never> => {
      await throwAway()
      options.onReceived(0)
      throw from > 0 ? new TemporaryFailure(partDoesNotFit(shownUrl(url))) : new ConfigError(lines)
    }
    const fits = await receive(response, { ...options, from, onChunk: stall.postpone })
    if (!fits) return await refuse(fileTooLong(shownUrl(url), bytes))
    const seen = await sha256Of(part)
    if (seen !== sha256) return await refuse(wrongHash(shownUrl(url), seen, sha256))
    // The name appears only now, so that a half-written file never counts as the file.
    await rename(part, file)
    await rm(tag, { force: true })
  } finally {
    stall.end()
  }
}

async function headersFor(size: number, tag: string): Promise<Record<string, string>> {
  // A compressed answer has other bytes than the pinned file.
  const plain = { 'accept-encoding': 'identity' }
  if (size === 0) return plain
  const version = await readFile(tag, 'utf8').catch(() => undefined)
  return { ...plain, range: `bytes=${size}-`, ...(version && { 'if-range': version }) }
}

/** The byte of the file with which an answer starts. */
function startOf(response: Response): number {
  if (response.status !== 206) return 0
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN)
}

/** Keeps a strong ETag only: a weak one does not promise the same bytes. */
async function keepTag(response: Response, tag: string): Promise<void> {
  const version = response.headers.get('etag')
  if (version?.startsWith('"')) await writeFile(tag, version)
  else await rm(tag, { force: true })
}

interface Receipt extends Pick<Download, 'file' | 'bytes' | 'onReceived'> {
  readonly from: number
  readonly onChunk: () => void
}

/**
 * Appends the answer to the part; returns false, and stops, where it has more bytes than are pinned. Each chunk is on the
 * disk before the next one is asked for, so that whatever has come survives an end at any moment.
 */
async function receive(response: Response, { file, bytes, from, onReceived, onChunk }: Receipt): Promise<boolean> {
  let received = from
  onReceived(received)
  const part = await open(partOf(file), from > 0 ? 'a' : 'w', 0o644)
  try {
    for await (const chunk of response.body!) {
      if (received + chunk.length > bytes) return false
      await part.writeFile(chunk)
      received += chunk.length
      onChunk()
      onReceived(received)
    }
    return true
  } finally {
    await part.close()
  }
}

function refusal(url: string, source: Source, status: number): Error {
  const isTemporary = status === 429 || status >= 500
  return isTemporary
    ? new TemporaryFailure(answeredStatus(shownUrl(url), status))
    : new ConfigError(fileNotServed(source, shownUrl(url), status))
}

/** Its message and those of its causes: `fetch failed` alone says nothing. */
function reasonsOf(error: unknown): string[] {
  return error instanceof Error ? [messageOf(error) || error.name, ...reasonsOf(error.cause)] : []
}

/** After so long without a byte an attempt is given up, in milliseconds. */
const STALL_TIMEOUT_MS = 30_000

interface StallWatchdog {
  readonly signal: AbortSignal
  /** To be called with each chunk. */
  postpone(): void
  end(): void
}

/** Aborts its signal when `postpone` was not called for half a minute. */
function stallWatchdog(url: string, clock: Clock): StallWatchdog {
  const stalled = new AbortController()
  const ring = () => stalled.abort(new Error(downloadStalled(shownUrl(url), STALL_TIMEOUT_MS)))
  let cancel = clock.after(STALL_TIMEOUT_MS, ring)
  return {
    signal: stalled.signal,
    postpone() {
      cancel()
      cancel = clock.after(STALL_TIMEOUT_MS, ring)
    },
    end: () => cancel(),
  }
}
