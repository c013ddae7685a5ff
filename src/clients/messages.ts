/** What the signed clients say: versions that they cannot use, and requests that fail on the way or are rejected. */
import { rejection } from '../errors/messages.ts'

// Versions

/** A package that this one depends on cannot be found. `wanted`: as npm takes it, `gremlin@3.7.4`. */
export const notInstalled = (name: string, wanted: string) => [
  `The package '${name}' is not installed, although vitest-aws-fixtures depends on it.`,
  `Install the dependencies again, or add it to your own: npm install --save-dev '${wanted}'.`,
]

/** The project's Gremlin driver cannot be used. `ignoresHeaders`: whether it could connect, but not sign. */
export const driverNotSupported = (version: string, ignoresHeaders: boolean) => [
  ignoresHeaders
    ? `The Gremlin driver of this project, gremlin ${version}, cannot sign: it uses the global WebSocket, which ignores headers.`
    : `The Gremlin driver of this project, gremlin ${version}, is not supported.`,
  "Install gremlin 3.7.4 (or ^3.8), or remove it to use this package's own.",
]

// No answer

/** A small request took too long. */
export const notAnswered = (address: string, timeoutMs: number) => `${address} did not answer within ${timeoutMs} ms.`

/** A request of the OpenSearch client took too long, its body included. */
export const notAnsweredInWhole = (method: string, path: string) =>
  `${method} ${path} got no complete answer within its requestTimeout.`

/** A WebSocket was not opened in time. */
export const notConnected = (address: string, timeoutMs: number) =>
  `${address} did not answer the WebSocket upgrade within ${timeoutMs} ms.`

/** A Gremlin connection could not be opened. */
export const notReached = (url: string, seen: string, hint: string) => [
  `${url} could not be reached.`,
  `Last seen: ${seen}`,
  hint,
]

/** A Gremlin connection was open, and has ended before an answer. */
export const connectionLost = (url: string, seen: string) => [
  `The Gremlin connection to ${url} was lost before the answer was complete.`,
  `Last seen: ${seen}`,
  'The server may have executed what was sent. Look at the graph before you send it again.',
]

/** Why a Gremlin connection has ended: each goes behind `Last seen`. */
export const closedWithCode = (code: number) => `The connection was closed with code ${code}.`
export const pingNotAnswered = (intervalMs: number) => `The server did not answer a ping within ${intervalMs} ms.`
export const answerNotRead = (reason: string) => `The client could not read an answer: ${reason}`
export const instanceOnlyReads = () => 'The instance only reads.'
export const abandoned = () => 'The client gave up the connection.'

/** What is asked of a client after its `close()`. */
export const gremlinClosed = (url: string) => `The Gremlin connection to ${url} has been closed.`
export const openSearchClosed = () => 'The OpenSearch client has been closed.'

// Rejections

/** `method` and `path` of a request that OpenSearch, or what is before it, rejects; `name` and `text` are the service's. */
export const requestRejected = (rejected: RejectedRequest, hint: string | undefined) => {
  const { url, method, path, status, name, text } = rejected
  return [`${url} rejected ${method} ${path} with ${status}.`, rejection(name, text), hint]
}

interface RejectedRequest {
  readonly url: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly name: string
  readonly text: string
}

/** A WebSocket upgrade was answered with something else; `text` is the body of the answer. */
export const upgradeRejected = (address: string, status: number, text: string, hint: string | undefined) => [
  `${address} rejected the WebSocket upgrade with ${status}.`,
  text,
  hint,
]

/** Neptune's `/status` did not answer at all. */
export const statusNotAnswered = (address: string, seen: string, hint: string) => [
  `GET ${address} got no answer.`,
  `Last seen: ${seen}`,
  hint,
]

/** Neptune's `/status` answered with an error. */
export const statusRejected = (address: string, status: number, text: string, hint: string | undefined) => [
  `GET ${address} answered ${status}.`,
  text,
  hint,
]

/** What answers at `/status` is not Neptune. */
export const notNeptune = (address: string, body: string) => [
  `GET ${address} did not answer as Neptune does.`,
  `Last seen: ${body}`,
  'Check the address and the port.',
]
