import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { httpAction } from '../aws/actions/iam-actions.ts'
import type { Service } from '../base/endpoint.ts'
import { type Rejection, rejectionText } from './rejection.ts'

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
 * A rejection in the shape of the service. OpenSearch Service answers `{"message"}` and names the type in a header, but
 * `{"Message"}` where its access policy or its size limit rejects; Neptune answers `{"requestId", "code",
 * "detailedMessage"}` ("Graph Engine Error Format" in its user guide).
 */
export function rejectionAnswer(service: Service, rejection: Rejection, method: string): Answer {
  return shapeOf[service](rejection, randomUUID(), method)
}

const shapeOf: Readonly<Record<Service, (rejection: Rejection, requestId: string, method: string) => Answer>> = {
  opensearch(rejection, requestId, method) {
    const headers = { 'x-amzn-errortype': rejection.type, 'x-amzn-requestid': requestId }
    if (rejection.reason === 'unsigned') {
      const action = httpAction(method)
      const sentence = `User: anonymous is not authorized to perform: ${action} because no resource-based policy allows the ${action} action.`
      return jsonAnswer(rejection.status, { Message: `${sentence} ${rejection.explanation}` }, headers)
    }
    const key = rejection.reason === 'too-large' ? 'Message' : 'message'
    return jsonAnswer(rejection.status, { [key]: rejectionText(rejection) }, headers)
  },
  neptune(rejection, requestId) {
    const content = { requestId, code: neptuneCode(rejection), detailedMessage: rejectionText(rejection) }
    return jsonAnswer(rejection.status, content, { 'x-amzn-requestid': requestId })
  },
}

/** Neptune knows one code for everything that is wrong with a signature. */
const neptuneCode = (rejection: Rejection): string =>
  rejection.status === 403 ? 'AccessDeniedException' : rejection.type

/** A rejection in plain text, for a client that does not speak TLS. */
export function textAnswer(rejection: Rejection): Answer {
  return { status: rejection.status, headers: { 'content-type': 'text/plain' }, body: `${rejectionText(rejection)}\n` }
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
  // Destroyed once sent: gremlin-javascript never ends its half of a rejected connection, which would stay for good.
  socket.end(`${head.join('\r\n')}\r\n\r\n${answer.body}`, () => socket.destroy())
}
