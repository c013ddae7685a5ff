import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { splitTarget } from '../sigv4/canonical-request.ts'
import { rejectionAnswer, sendAnswer } from './answer.ts'
import type { GateContext } from './exchange.ts'
import { type ReceivedBody, receiveBody } from './receive/body.ts'
import { wireRequest } from './receive/wire-request.ts'
import type { Rejection } from './rejection.ts'
import { busy, failureRejection, noRoom, tooLarge } from './service-rejections.ts'
import { passStages } from './stages.ts'

/** Serves HTTP requests: each is received, verified, and taken through the stages. */
export function serveHttp(context: GateContext): RequestListener {
  const rejectUnauthenticated = unauthenticatedRejector()
  let underWay = 0
  return (request, response) => {
    // The client may go away at any point: each write looks at the state of the response.
    response.on('error', () => {})
    const unauthenticated = hasBody(request) ? context.headRejection(wireRequest(request, '')) : undefined
    if (unauthenticated) {
      rejectUnauthenticated(context, request, response, unauthenticated.rejection, unauthenticated.worker)
      return
    }
    if (underWay >= context.limits.requests) {
      request.resume()
      reject(context, request, response, busy(`${context.limits.requests} are under way`))
      return
    }
    underWay++
    serve(context, request, response)
      .catch((cause: unknown) => reject(context, request, response, failureRejection(context.upstream, cause)))
      .finally(() => underWay--)
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/**
 * Rejects requests whose headers show that they cannot be verified. Their bodies are dropped as they arrive, so that the client
 * sees the answer; beyond the limit, the connection is closed.
 */
function unauthenticatedRejector(): typeof reject {
  let underWay = 0
  return (context, request, response, rejection, worker) => {
    if (underWay >= context.limits.unauthenticatedRequests) {
      request.destroy()
      return
    }
    underWay++
    request.once('end', () => reject(context, request, response, rejection, worker))
    request.once('close', () => underWay--)
    request.on('error', () => {})
    request.resume()
  }
}

async function serve(context: GateContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await receiveBody(request, context.rules.bodyLimit.bytes, context.bodies)
  if (body === undefined) return
  try {
    await answer(context, request, response, body)
  } finally {
    await body.close()
  }
}

async function answer(
  context: GateContext,
  request: IncomingMessage,
  response: ServerResponse,
  body: ReceivedBody,
): Promise<void> {
  const wire = wireRequest(request, body.sha256, body.content)
  const verdict = context.verify(wire)
  if ('rejection' in verdict) return reject(context, request, response, verdict.rejection, verdict.worker)
  const { identity } = verdict
  const { worker } = identity
  const rejectIt = (rejection: Rejection) => reject(context, request, response, rejection, worker)
  const unkept = bodyRejection(context, body)
  if (unkept) return rejectIt(unkept)
  context.unauthenticated.prove(request.socket)
  await passStages({
    ...{ context, identity, worker, request: wire, body, response, reject: rejectIt },
    ...{ plan: { forward: { target: wire.target }, mayChange: true }, read: NOTHING, hooks: [] },
    ...{ hasEnded: () => false, search: undefined },
  }).catch((cause: unknown) => rejectIt(failureRejection(context.upstream, cause)))
}

const NOTHING = Buffer.alloc(0)

/** Why a body that was received is not there. Said only to those whose signature is good. */
function bodyRejection({ rules, limits }: GateContext, { state, cause }: ReceivedBody): Rejection | undefined {
  if (cause !== undefined) return noRoom(cause)
  if (state === 'over') return tooLarge(rules.bodyLimit.bytes, rules.bodyLimit.status)
  return state === 'nowhere' ? busy(`their bodies are longer than ${limits.bodiesBytes} bytes`) : undefined
}

/** `worker`: whose the request is, where that is known. */
function reject(
  context: GateContext,
  request: IncomingMessage,
  response: ServerResponse,
  rejection: Rejection,
  worker?: number,
): void {
  const { method = 'GET', url = '/' } = request
  context.rejected.note(worker, { method, path: splitTarget(url).path }, rejection)
  sendAnswer(response, rejectionAnswer(context.service, rejection, method))
}
