import { stringify } from 'yaml'
import type { DescribedApi } from '../../../../scripts/rest-api-spec.ts'
import type { ApiPath } from '../../../../src/gate/views/api.ts'
import { partsOf } from '../../../../src/gate/views/api-paths.ts'
import { targetOf } from '../../../../src/gate/views/target.ts'
import { rawJson } from './read-rest-tests.ts'

export interface RestRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** A call that a client would not send: with a parameter that the API does not have, or without what it needs. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
}

/** Parameters that all APIs have. */
const COMMON = ['pretty', 'human', 'error_trace', 'source', 'filter_path']

/** The request of a call of an API, as a client makes it: what names no part of a path is a parameter of the query. */
export function restRequest(
  api: string,
  described: DescribedApi | undefined,
  { body, ...given }: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): RestRequest {
  if (!described) throw new NotSent(`There is no API ${api}.`)
  const path = pathOf(api, described, Object.keys(given))
  const parts = partsOf(path)
  const known = new Set([...parts, ...Object.keys(described.params ?? {}), ...COMMON])
  const unknown = Object.keys(given).filter((name) => !known.has(name))
  if (unknown.length > 0) throw new NotSent(`${api} has no parameter ${unknown.join(', ')}.`)
  if (body === undefined && described.body?.required) throw new NotSent(`${api} needs a body.`)
  const query = Object.entries(given).filter(([name]) => !parts.includes(name))
  const target = targetOf(
    path,
    Object.fromEntries(parts.map((part) => [part, textOf(given[part])])),
    query.map(([name, value]) => [name, textOf(value)]),
  )
  // A body goes with another method than GET where there is one: some clients cannot send it with that.
  const method = (body !== undefined && path.methods.find((name) => name !== 'GET')) || path.methods[0]!
  if (body === undefined) return { method, target, headers }
  const type =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'application/json'
  return { method, target, headers: { ...headers, 'Content-Type': type }, body: bodyText(body, type) }
}

/** Of the paths whose parts are all given, the one with most of them. */
function pathOf(api: string, { url }: DescribedApi, given: readonly string[]): ApiPath {
  const paths = url.paths.map(({ path, methods }) => ({ api, path, methods }))
  const possible = paths.filter((path) => partsOf(path).every((part) => given.includes(part)))
  const [best] = possible.sort((a, b) => partsOf(b).length - partsOf(a).length)
  if (!best) throw new NotSent(`${api} needs another part of its path.`)
  return best
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join()
  if (typeof value === 'object' && value !== null && 'rawJSON' in value) return String(value.rawJSON)
  return String(value)
}

function bodyText(body: unknown, type: string): string {
  if (typeof body === 'string') return body.endsWith('\n') ? body : `${body}\n`
  if (Array.isArray(body))
    return body.map((line) => `${typeof line === 'string' ? line.trim() : json(line)}\n`).join('')
  return type.includes('yaml') ? stringify(body) : json(body)
}

const json = (value: unknown): string =>
  JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? rawJson(String(member)) : member))
