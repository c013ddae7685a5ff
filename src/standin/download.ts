import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { AwsFixtureError, ConfigError, messageOf, ReachabilityError } from '../errors.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { retry } from '../wait/retry.ts'

/** A download of which nothing has come for this long is given up and tried again, in milliseconds. */
const STALL_TIMEOUT_MS = 30_000

export interface Download {
  readonly url: string
  /** Where the file goes; it appears there whole and verified, or not at all. */
  readonly file: string
  readonly sha256: string
  readonly signal: AbortSignal
  /** Told of the bytes of this file that have arrived since the last call; negative where an attempt starts over. */
  readonly onBytes: (bytes: number) => void
  /** Default: the real one. */
  readonly clock?: Clock | undefined
}

/**
 * Fetches one file, up to five times. Fails with a ReachabilityError where the server cannot be reached, and with a
 * ConfigError where it does not have the file or gives another one, or where the cache cannot be written.
 */
export async function download(options: Download): Promise<void> {
  const { url, file, signal, clock = systemClock } = options
  try {
    await mkdir(dirname(file), { recursive: true })
    await retry(() => attempt(options, clock), { isTemporary: isRetryable, signal, clock, maxMs: 5_000 })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ConfigError) throw error
    if (isOfFileSystem(error)) {
      throw new ConfigError(
        [
          `The cache of the engines cannot be written: ${file}`,
          `Last seen: ${error.message}.`,
          "Name a folder with room that you may write to as 'artifacts.cacheDirectory' or AWS_FIXTURES_CACHE.",
        ],
        { cause: error },
      )
    }
    throw new ReachabilityError(
      [
        `An engine could not be downloaded from ${new URL(url).host}: ${url}`,
        causesOf(error),
        "If this machine reaches Maven Central through a mirror only, give its base URL as 'artifacts.mirror' or AWS_FIXTURES_MAVEN_MIRROR; " +
          'a proxy is taken from HTTPS_PROXY, an authority of your own from NODE_EXTRA_CA_CERTS.',
      ],
      { cause: error },
    )
  }
}

/** The settings a dispatcher was made for, and the dispatcher; it keeps connections open from file to file. */
let known: { readonly settings: string; readonly dispatcher: Dispatcher } | undefined

/** Goes by the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, as npm does; Node's own fetch knows none on 22.19. */
async function proxies(): Promise<Dispatcher> {
  const names = ['http_proxy', 'https_proxy', 'no_proxy']
  const settings = names.map((name) => process.env[name] ?? process.env[name.toUpperCase()]).join(' ')
  if (known?.settings !== settings) {
    const { EnvHttpProxyAgent } = await import('undici')
    known = { settings, dispatcher: new EnvHttpProxyAgent() }
  }
  return known.dispatcher
}

/** A status that another attempt may change. */
class PassingStatus extends Error {}

function isRetryable(error: unknown): boolean {
  return !(error instanceof AwsFixtureError) && !isOfFileSystem(error)
}

/** What `fetch` throws has no `syscall` of its own: it is in its causes. */
function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error
}

async function attempt({ url, file, sha256, signal: outer, onBytes }: Download, clock: Clock): Promise<void> {
  const stall = stallAlarm(url, clock)
  const signal = AbortSignal.any([outer, stall.signal])
  const partial = `${file}.${randomUUID()}.part`
  const hash = createHash('sha256')
  let received = 0
  try {
    const { fetch } = await import('undici')
    const response = await fetch(url, { signal, redirect: 'follow', dispatcher: await proxies() })
    if (!response.ok || !response.body) throw refusal(url, response.status)
    await pipeline(
      Readable.fromWeb(response.body),
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          received += chunk.length
          stall.postpone()
          onBytes(chunk.length)
          yield chunk
        }
      },
      createWriteStream(partial, { mode: 0o644 }),
      { signal },
    )
    const seen = hash.digest('hex')
    if (seen !== sha256) {
      throw new ConfigError([
        `${url} is not the file this package was tested with.`,
        `Its SHA-256 is ${seen}; pinned is ${sha256}.`,
        'A mirror or proxy may have changed it, or cut it short; look at the URL in a browser.',
      ])
    }
    // The name appears only now, so that a half-written file never counts.
    await rename(partial, file)
  } catch (error) {
    onBytes(-received)
    await rm(partial, { force: true })
    throw error
  } finally {
    stall.end()
  }
}

/** Aborts its signal when nothing has postponed it for a while. */
function stallAlarm(url: string, clock: Clock) {
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

function refusal(url: string, status: number): Error {
  if (status === 429 || status >= 500) return new PassingStatus(`${status} from ${url}`)
  return new ConfigError([
    `${url} answered ${status}.`,
    'The repository does not give this file; check artifacts.mirror or AWS_FIXTURES_MAVEN_MIRROR.',
  ])
}

/** `fetch failed` says nothing; what is below it does. */
function causesOf(error: unknown): string {
  const messages: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) messages.push(messageOf(at) || at.name)
  return `Last seen: ${messages.join(': ')}.`
}
