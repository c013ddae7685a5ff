import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Response } from 'undici'
import { AwsFixtureError, ConfigError, messageOf, ReachabilityError } from '../errors/errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'
import { isOfFileSystem } from './cache-error.ts'
import { fetchUrl, shownUrl } from './fetch-url.ts'
import type { Source } from './pinned-file.ts'
import { partOf } from './pinned-file.ts'
import { sha256Of } from './verified-files.ts'

export interface Download {
  readonly url: string
  /** Where the file goes; it appears there whole and verified, or not at all. */
  readonly file: string
  readonly sha256: string
  /** How long the file is, in bytes. Nothing beyond that is fetched, or kept. */
  readonly bytes: number
  readonly source: Source
  readonly signal: AbortSignal
  /** Told how much of the file is here, in bytes, what an earlier run has fetched included; less where it starts over. */
  readonly onReceived: (bytes: number) => void
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

/**
 * Fetches one file, up to five times, each time going on where the last one, or the last run, has stopped. Nobody else
 * may fetch it at the same time. Fails with a ReachabilityError where the server cannot be reached, with a ConfigError
 * where it does not have the file or gives another one, and with an error of the file system where that is to blame.
 */
export async function download(options: Download): Promise<void> {
  const { url, file, source, signal, clock = systemClock } = options
  try {
    await mkdir(dirname(file), { recursive: true })
    await retry(() => attempt(options, clock), { isTemporary: isRetryable, signal, clock, maxMs: 5_000 })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ConfigError || isOfFileSystem(error)) throw error
    throw new ReachabilityError(
      [
        `${source.what} could not be downloaded from ${new URL(url).host}: ${shownUrl(url)}`,
        causesOf(error),
        `${source.hint}; a proxy is taken from HTTPS_PROXY, an authority of your own from NODE_EXTRA_CA_CERTS.`,
      ],
      { cause: error },
    )
  }
}

/** What another attempt may change. */
class TemporaryFailure extends Error {}

function isRetryable(error: unknown): boolean {
  return !(error instanceof AwsFixtureError) && !isOfFileSystem(error)
}

/** More has come than the file has. */
class TooLong extends Error {}

function tooLong(url: string, bytes: number): ConfigError {
  return new ConfigError([
    `${shownUrl(url)} is longer than the file this package was tested with.`,
    `It was cut off after ${bytes} bytes, the size that is pinned.`,
    'A mirror or proxy may have changed it; look at the URL in a browser.',
  ])
}

/** Where what has come of a file is kept until all has come, and the version of it, by which the server knows it again. */
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
    // The part is longer than the file, or all of it and wrong; without the range the next attempt gets the file.
    if (response.status === 416) {
      await throwAway()
      throw new TemporaryFailure(`416 from ${shownUrl(url)}`)
    }
    if (!response.ok || !response.body) throw refusal(url, source, response.status)
    const from = startOf(response)
    if (from !== 0 && from !== size)
      throw new TemporaryFailure(`${shownUrl(url)} goes on at byte ${from} instead of ${size}`)
    await keepTag(response, tag)
    await receive(response, { ...options, from, onChunk: stall.postpone }).catch(async (error) => {
      if (error instanceof TooLong) {
        await throwAway()
        options.onReceived(0)
        // What was kept may be of another time or another server. Fetched whole, it is the server's own doing.
        if (from > 0) throw new TemporaryFailure(`what had been kept of ${shownUrl(url)} did not fit the rest`)
        throw tooLong(url, bytes)
      }
      throw error
    })
    const seen = await sha256Of(part)
    if (seen !== sha256) {
      await throwAway()
      options.onReceived(0)
      // What was kept may be of another time or another server. Fetched whole, it is the server's own doing.
      if (from > 0) throw new TemporaryFailure(`what had been kept of ${shownUrl(url)} did not fit the rest`)
      throw new ConfigError([
        `${shownUrl(url)} is not the file this package was tested with.`,
        `Its SHA-256 is ${seen}; pinned is ${sha256}.`,
        'A mirror or proxy may have changed it, or cut it short; look at the URL in a browser.',
      ])
    }
    // The name appears only now, so that a half-written file never counts.
    await rename(part, file)
    await rm(tag, { force: true })
  } finally {
    stall.end()
  }
}

async function headersFor(size: number, tag: string): Promise<Record<string, string>> {
  // A compressed answer has other bytes than the file that is pinned.
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

/** Only a strong tag promises the same bytes. */
async function keepTag(response: Response, tag: string): Promise<void> {
  const version = response.headers.get('etag')
  if (version?.startsWith('"')) await writeFile(tag, version)
  else await rm(tag, { force: true })
}

interface Receipt extends Pick<Download, 'file' | 'bytes' | 'onReceived'> {
  readonly from: number
  readonly onChunk: () => void
}

/** Each chunk is on the disk before the next is asked for, so that an end at any moment leaves what has come. */
async function receive(response: Response, { file, bytes, from, onReceived, onChunk }: Receipt): Promise<void> {
  let received = from
  onReceived(received)
  const part = await open(partOf(file), from > 0 ? 'a' : 'w', 0o644)
  try {
    for await (const chunk of response.body!) {
      if (received + chunk.length > bytes) throw new TooLong()
      await part.writeFile(chunk)
      received += chunk.length
      onChunk()
      onReceived(received)
    }
  } finally {
    await part.close()
  }
}

function refusal(url: string, source: Source, status: number): Error {
  if (status === 429 || status >= 500) return new TemporaryFailure(`${status} from ${shownUrl(url)}`)
  return new ConfigError([
    `${shownUrl(url)} answered ${status}.`,
    `The repository does not give this file; check ${source.setting}.`,
  ])
}

/** `fetch failed` says nothing; what is below it does. */
function causesOf(error: unknown): string {
  const messages: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) messages.push(messageOf(at) || at.name)
  return `Last seen: ${messages.join(': ')}.`
}

/** A download of which nothing has come for this long is given up and tried again, in milliseconds. */
const STALL_TIMEOUT_MS = 30_000

interface StallWatchdog {
  readonly signal: AbortSignal
  /** Called whenever something has come. */
  postpone(): void
  end(): void
}

/** Aborts its signal when nothing has postponed it for half a minute. */
function stallWatchdog(url: string, clock: Clock): StallWatchdog {
  const stalled = new AbortController()
  const ring = () => stalled.abort(new Error(`nothing came from ${url} for ${STALL_TIMEOUT_MS / 1000} s`))
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
