import { randomUUID } from 'node:crypto'
import type { CommonError, ReadCall, ReceivedRequest, WireError, WireProtocol } from './wire-protocol.ts'

/** The route of an operation: `DELETE /2021-01-01/opensearch/domain/{DomainName}`. `query` maps parameters to members. */
export interface Route {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
}

/** REST-JSON: the path names the operation, a header names the error. */
export function restJson(routes: readonly Route[]): WireProtocol {
  return {
    read: (request) => readRoute(request, routes),
    result: (_operation, result) => answer(200, result, {}),
    error: ({ code, message, status }) => answer(status, { message }, { 'x-amzn-errortype': code }),
    common: (error) => common[error],
    rejection: ({ type, sentence, status }) => ({ code: type, message: sentence, status }),
  }
}

const common: Readonly<Record<CommonError, WireError>> = {
  throttled: { code: 'ThrottlingException', message: 'Rate exceeded', status: 429 },
  internal: { code: 'InternalException', message: 'An internal error occurred.', status: 500 },
  unavailable: { code: 'ServiceUnavailableException', message: 'Service Unavailable', status: 503 },
  denied: { code: 'AccessDeniedException', message: 'User is not authorized to perform this action', status: 403 },
  expired: {
    code: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
    status: 403,
  },
}

function answer(status: number, content: object, headers: Readonly<Record<string, string>>) {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
    body: JSON.stringify(content, epochSeconds),
  }
}

/** A replacer that writes times as seconds since the epoch; `JSON.stringify` has made text of them before it calls this. */
function epochSeconds(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const original = this[key]
  return original instanceof Date ? original.getTime() / 1_000 : value
}

function readRoute({ method, target, body }: ReceivedRequest, routes: readonly Route[]): ReadCall | undefined {
  const url = new URL(target, 'http://aws')
  for (const route of routes) {
    const labels = route.method === method ? readLabels(url.pathname, route.path) : undefined
    if (!labels) continue
    const parameters = Object.entries(route.query ?? {}).flatMap(([name, member]) =>
      url.searchParams.has(name) ? [[member, url.searchParams.get(name)]] : [],
    )
    const content: object = body.length === 0 ? {} : JSON.parse(body.toString('utf8'))
    return { operation: route.operation, input: { ...content, ...Object.fromEntries(parameters), ...labels } }
  }
  return undefined
}

/** The `{Labels}` of a path; `undefined` where the path does not match. */
function readLabels(path: string, template: string): Readonly<Record<string, string>> | undefined {
  const [parts, wanted] = [path, template].map((text) => text.replace(/\/$/, '').split('/')) as [string[], string[]]
  if (parts.length !== wanted.length) return undefined
  const labels: Record<string, string> = {}
  for (const [at, part] of parts.entries()) {
    const label = /^\{(\w+)\}$/.exec(wanted[at]!)?.[1]
    if (label !== undefined) labels[label] = decodeURIComponent(part)
    else if (part !== wanted[at]) return undefined
  }
  return labels
}
