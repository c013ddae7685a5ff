import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { splitTarget, type WireRequest } from '../sigv4/canonical-request.ts'
import { rejectionAnswer, sendAnswer } from './answer.ts'
import { answerOwn } from './changes/own-requests.ts'
import type { GateContext } from './gate-context.ts'
import { type ReceivedBody, receiveBody } from './receive/body.ts'
import { segmentsOf, wireRequest } from './receive/wire-request.ts'
import type { Rejection } from './rejection.ts'
import { explainNoHeap, explainNoSpace } from './relay/engine-shortage.ts'
import { type RelayOptions, relayHttp } from './relay/http-relay.ts'
import { UpstreamUnreachable } from './relay/upstream.ts'
import { RequestMark } from './rules/request-mark.ts'
import type { SharedSearch } from './rules/search-share.ts'
import { unknownMethodOrPath } from './rules/service-rules.ts'
import { busy, dataFull, failureRejection, noRoom, notReady, tooLarge } from './service-rejections.ts'

/** Serves HTTP requests: receive, verify, plan, relay. */
export function serveHttp(context: GateContext): RequestListener {
  const rejectUnauthenticated = unauthenticatedRejector()
  let underWay = 0
  return (request, response) => {
    // The client may go away at any point; whoever writes to the response notices by its state.
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
  const { worker } = verdict.identity
  const rejectIt = (rejection: Rejection) => reject(context, request, response, rejection, worker)
  const verified = { context, response, body, wire, worker, reject: rejectIt, isFirst: true }
  const unkept = bodyRejection(context, body)
  if (unkept) return rejectIt(unkept)
  context.unauthenticated.prove(request.socket)
  await serveVerified(verified).catch((cause: unknown) => rejectIt(failureRejection(context.upstream, cause)))
}

/** A request whose signature is good, and whose body is there. */
interface Verified {
  readonly context: GateContext
  readonly response: ServerResponse
  readonly body: ReceivedBody
  readonly wire: WireRequest
  readonly worker: number
  readonly reject: (rejection: Rejection) => void
  readonly isFirst: boolean
}

async function serveVerified(verified: Verified): Promise<void> {
  const { context, response, body, wire, worker, reject, isFirst } = verified
  const { rules, changes, upstream, replacement, markOf } = context
  const own = await answerOwn(context, wire, worker)
  if (own) return sendAnswer(response, own)
  const strange = unknownMethodOrPath(wire)
  if (strange) return reject(strange)

  const late = replacement.concerns(worker) ? await replacement.admit(worker, upstream.name) : undefined
  if (late) return reject(late)
  const engine = replacement.watch(worker)
  const read = rules.readsBody(wire.method, wire.target) ? await body.read() : Buffer.alloc(0)
  const plan = await rules.plan({ ...wire, body: read, worker })
  if ('rejection' in plan) return reject(plan.rejection)
  if ('answer' in plan) return sendAnswer(response, plan.answer)
  if (!upstream.isReady()) return reject(notReady(upstream.name))
  const admission = plan.mayGrow ? await context.admitWrite?.(body.length) : undefined
  if (admission && 'refused' in admission) return reject(dataFull(admission.refused))
  const end = plan.mayChange ? changes.begin(worker, `${wire.method} ${splitTarget(wire.target).path}`) : () => {}
  const { target, body: content = body.content ?? body } = plan.forward
  const onAnswer = plan.mayChange ? context.pluginWrites.begin(worker, pathOf(wire.target)) : undefined
  const search = plan.mayChange ? undefined : context.searches?.of(wire)
  const relaying = {
    ...{ response, upstream, request: { ...wire, target }, body: content, amend: amendment(context) },
    ...{ onAnswer, drains: plan.mayChange, shared: context.shared, hasEnded: engine.hasEnded },
    mark: search?.mark ?? (markOf && new RequestMark(markOf(worker), { ...wire, isSent: plan.mayChange })),
  }
  const relay = () => relayNoted(relaying, search, () => replacement.begin(worker, nameOf(wire, read)))
  const failure = await (search?.take(response, relay) ?? relay()).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  end()
  admission?.end()
  if (failure === undefined || response.destroyed) return
  if (!(failure instanceof UpstreamUnreachable) || !isFirst) throw failure
  if (!(await engine.hasEndedSoon())) throw failure
  // What cannot have changed anything is asked of the next one.
  if (!plan.mayChange || failure.isUnsent) return serveVerified({ ...verified, isFirst: false })
  const lost = await replacement.admit(worker, upstream.name)
  if (!lost) throw failure
  reject(lost)
}

/** Relays a request that the engine is at from now on, as `begin` notes, until it has done with it. */
async function relayNoted(
  relaying: RelayOptions,
  search: SharedSearch | undefined,
  begin: () => (hasFailed: boolean) => void,
): Promise<void> {
  const ended = begin()
  try {
    await relayHttp(relaying).finally(() => search?.ended(relaying.response))
    ended(false)
  } catch (cause) {
    ended(!(cause instanceof UpstreamUnreachable && cause.isUnsent))
    throw cause
  }
}

/** Its escapes resolved, and without slashes that mean nothing. */
const pathOf = (target: string) => `/${segmentsOf(target).join('/')}`

/** What puts another answer in the place of one in which the engine says that it is short of something. */
function amendment({ memory, shortage }: GateContext) {
  if (memory) return (status: number, body: string) => memory.amendAnswer(status, body)
  if (!shortage) return undefined
  return (status: number, body: string) => explainNoSpace(status, body, shortage) ?? explainNoHeap(status, body)
}

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

/** A request as a person knows it: where it goes, and how its body begins. */
function nameOf({ method, target }: Pick<WireRequest, 'method' | 'target'>, body: Buffer): string {
  const start = body.toString('latin1', 0, 100).replace(/[^\x20-\x7e]+/g, ' ')
  return [method, target, start].filter(Boolean).join(' ')
}
