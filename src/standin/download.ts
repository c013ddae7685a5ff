import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { AwsFixtureError, ConfigError, messageOf, ReachabilityError } from '../errors.ts'
import { retry } from '../wait/retry.ts'

export interface Download {
  readonly url: string
  /** Where the file goes; it appears there whole and verified, or not at all. */
  readonly file: string
  readonly sha256: string
  readonly signal: AbortSignal
  /** Told of the bytes of this file that have arrived since the last call; negative where an attempt starts over. */
  readonly onBytes: (bytes: number) => void
}

/**
 * Fetches one file, up to five times. Fails with a ReachabilityError where the server cannot be reached, and with a
 * ConfigError where it does not have the file or gives another one.
 */
export async function download(options: Download): Promise<void> {
  const { url, signal } = options
  await mkdir(dirname(options.file), { recursive: true })
  try {
    await retry(() => attempt(options), { isTemporary: isRetryable, signal, maxMs: 5_000 })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ConfigError) throw error
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
  return !(error instanceof AwsFixtureError)
}

async function attempt({ url, file, sha256, signal, onBytes }: Download): Promise<void> {
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
