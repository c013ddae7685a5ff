import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { httpAction } from '../aws/actions/iam-actions.ts'
import type { Service } from '../base/endpoint.ts'
import { type Refusal, refusalText } from './rejection.ts'

/** An answer the gate gives by itself. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer in JSON. */
export function jsonAnswer(status: number, content: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) }
}

/**
 * A refusal in the shape of the service. OpenSearch Service answers `{"message"}` and names the type in a header, but
 * `{"Message"}` where its access policy or its size limit refuses; Neptune answers `{"requestId", "code",
 * "detailedMessage"}` ("Graph Engine Error Format" in its user guide).
 */
export function refusalAnswer(service: Service, refusal: Refusal, method: string): Answer {
  const requestId = randomUUID()
  if (service === 'neptune') {
    const content = { requestId, code: neptuneCode(refusal), detailedMessage: refusalText(refusal) }
    return jsonAnswer(refusal.status, content, { 'x-amzn-requestid': requestId })
  }
  const headers = { 'x-amzn-errortype': refusal.type, 'x-amzn-requestid': requestId }
  if (refusal.reason === 'unsigned') {
    const action = httpAction(method)
    const sentence = `User: anonymous is not authorized to perform: ${action} because no resource-based policy allows the ${action} action.`
    return jsonAnswer(refusal.status, { Message: `${sentence} ${refusal.explanation}` }, headers)
  }
  const key = refusal.reason === 'too-large' ? 'Message' : 'message'
  return jsonAnswer(refusal.status, { [key]: refusalText(refusal) }, headers)
}

/** Neptune knows one code for everything that is wrong with a signature. */
const neptuneCode = (refusal: Refusal): string => (refusal.status === 403 ? 'AccessDeniedException' : refusal.type)

/** A refusal for whoever does not even speak as clients of the service do. */
export function textAnswer(refusal: Refusal): Answer {
  return { status: refusal.status, headers: { 'content-type': 'text/plain' }, body: `${refusalText(refusal)}\n` }
}

/** Sends an answer to an HTTP request. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return
  const length = String(Buffer.byteLength(answer.body))
  response.writeHead(answer.status, { ...answer.headers, 'content-length': length }).end(answer.body)
}

/** Sends an answer to a connection that asked to be upgraded, and ends it. */
export function sendAnswerAndEnd(socket: Duplex, answer: Answer): void {
  if (!socket.writable) return
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)), connection: 'close' }
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  // Destroyed once sent: gremlin-javascript never ends its half of a refused connection, which would stay for good.
  socket.end(`${head.join('\r\n')}\r\n\r\n${answer.body}`, () => socket.destroy())
}
