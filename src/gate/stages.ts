import { splitTarget } from '../sigv4/canonical-request.ts'
import { sendAnswer } from './answer.ts'
import { answerOwn } from './changes/own-requests.ts'
import { type Exchange, type GateContext, type Next, type Stage, withHook } from './exchange.ts'
import { sha256Of } from './receive/pieces.ts'
import { plainPath } from './receive/wire-request.ts'
import { explainNoHeap, explainNoSpace } from './relay/engine-shortage.ts'
import { relayHttp } from './relay/http-relay.ts'
import { type RelayHook, uncompressed } from './relay/relay-hook.ts'
import { ChangeUnanswered, UpstreamUnreachable } from './relay/upstream.ts'
import { RequestMark } from './rules/request-mark.ts'
import { unknownMethodOrPath } from './rules/service-rules.ts'
import { dataFull, notReady } from './service-rejections.ts'
import { translateNames } from './views/translate-names.ts'

/** The way of an HTTP request whose signature is good, from the first stage to the engine. */
const stages: readonly Stage[] = [
  answerOwnRequest,
  rejectUnknown,
  followEngine,
  translateNames,
  applyRules,
  admitWrite,
  noteChange,
  takeTurn,
  explainShortage,
  noteUnderWay,
  relay,
]

/** Takes a request through the stages. Resolves when it has been answered; fails where it has not been. */
export function passStages(exchange: Exchange, from = 0): Promise<void> {
  return stages[from]!(exchange, (onward) => passStages(onward, from + 1))
}

/** Answers what a worker asks the gate itself. */
async function answerOwnRequest(exchange: Exchange, next: Next): Promise<void> {
  const own = await answerOwn(exchange.context, exchange)
  return own ? sendAnswer(exchange.response, own) : next(exchange)
}

/** Rejects a method and a path that neither service has. */
async function rejectUnknown(exchange: Exchange, next: Next): Promise<void> {
  const rejection = unknownMethodOrPath(exchange.request)
  return rejection ? exchange.reject(rejection) : next(exchange)
}

/**
 * Waits while the engine is being replaced. Where the engine ends before it has answered, sends to the one that takes its
 * place what cannot have changed anything; the worker whose change may be lost is told so.
 */
async function followEngine(exchange: Exchange, next: Next, isFirst = true): Promise<void> {
  const { context, worker, response, reject } = exchange
  const { upstream, replacement } = context
  const early = replacement.concerns(worker) ? await replacement.admit(worker, upstream.name) : undefined
  if (early) return reject(early)
  const engine = replacement.watch(worker)
  try {
    await next({ ...exchange, hasEnded: engine.hasEnded })
  } catch (failure) {
    // Nobody waits for an answer any more.
    if (response.destroyed) return
    if (!(failure instanceof UpstreamUnreachable) || !isFirst) throw failure
    if (!(await engine.hasEndedSoon())) throw failure
    if (!(failure instanceof ChangeUnanswered)) return followEngine(exchange, next, false)
    const lost = await replacement.admit(worker, upstream.name)
    if (!lost) throw failure
    reject(lost)
  }
}

/** Does what the rules of the service plan for the request: rejects it, answers it, or hands on what goes to the engine. */
async function applyRules(exchange: Exchange, next: Next): Promise<void> {
  const { context, request, body, worker, response, reject } = exchange
  const { rules, upstream } = context
  const { target, body: translated } = exchange.plan.forward
  const read = rules.readsBody(request.method, target) ? await body.read() : exchange.read
  const plan = await rules.plan({ ...request, target, body: read, worker, isTranslated: exchange.isTranslated })
  if ('rejection' in plan) return reject(plan.rejection)
  if ('answer' in plan) return sendAnswer(response, plan.answer)
  if (!upstream.isReady()) return reject(notReady(upstream.name))
  const forward = translated ? { body: translated, ...plan.forward } : plan.forward
  return next({ ...exchange, plan: { ...plan, forward }, read })
}

/** Rejects a write for which there is no room, and counts one that goes on until it has ended. */
async function admitWrite(exchange: Exchange, next: Next): Promise<void> {
  const { context, plan, body, reject } = exchange
  const admission = plan.mayGrow ? await context.admitWrite?.(body.length) : undefined
  if (admission && 'rejected' in admission) return reject(dataFull(admission.rejected))
  if (!admission) return next(exchange)
  return next(exchange).finally(admission.end)
}

/** Notes what can change something, before it goes on and until the engine has done with it. */
async function noteChange(exchange: Exchange, next: Next): Promise<void> {
  const { context, plan, request, worker } = exchange
  if (!plan.mayChange || exchange.isPhysical) return next(exchange)
  const end = context.changes.begin(worker, `${request.method} ${splitTarget(request.target).path}`)
  const record = context.pluginWrites.begin(worker, plainPath(plan.forward.target))
  try {
    await next(record ? withHook(exchange, { record, onRequest: uncompressed }) : exchange)
  } catch (cause) {
    throw cause instanceof UpstreamUnreachable && !cause.isUnsent ? new ChangeUnanswered(cause) : cause
  } finally {
    end()
  }
}

/** Has a search wait for the run's turn where other runs use the engine, and marks what the engine is to know again. */
function takeTurn(exchange: Exchange, next: Next): Promise<void> {
  const { context, plan, request, worker, response } = exchange
  const { markOf, searches } = context
  const search = plan.mayChange ? undefined : searches?.of(request)
  const marked = markOf && new RequestMark(exchange.mark ?? markOf(worker), { ...request, isSent: plan.mayChange })
  const mark = search?.mark ?? marked
  const onward = mark ? withHook(exchange, mark) : exchange
  return search ? search.take(response, () => next({ ...onward, search })) : next(onward)
}

/** Says what is known of it where the engine answers that it lacks memory or room. */
function explainShortage(exchange: Exchange, next: Next): Promise<void> {
  const replace = shortageAnswer(exchange.context)
  return next(replace ? withHook(exchange, { replace }) : exchange)
}

function shortageAnswer({ memory, shortage }: GateContext): RelayHook['replace'] {
  if (memory) return (status, body) => memory.amendAnswer(status, body)
  if (!shortage) return undefined
  return (status, body) => explainNoSpace(status, body, shortage) ?? explainNoHeap(status, body)
}

/** Notes that the engine is at the request, for whoever asks what ended it. */
async function noteUnderWay(exchange: Exchange, next: Next): Promise<void> {
  const { context, worker } = exchange
  const ended = context.replacement.begin(worker, nameOf(exchange))
  try {
    await next(exchange)
    ended(false)
  } catch (cause) {
    ended(!(cause instanceof UpstreamUnreachable && cause.isUnsent))
    throw cause
  }
}

/** A request as a person knows it: where it goes, and how its body begins. */
function nameOf({ request: { method, target }, read }: Exchange): string {
  const start = read.toString('latin1', 0, 100).replace(/[^\x20-\x7e]+/g, ' ')
  return [method, target, start].filter(Boolean).join(' ')
}

/** Sends the request to the engine, and its answer to the client. The engine may be at a search that was given up. */
async function relay(exchange: Exchange): Promise<void> {
  const { context, request, body, plan, response, search, hooks, hasEnded } = exchange
  const { target, body: changed } = plan.forward
  const content = changed ?? body.content ?? body
  const bodySha256 = changed && context.upstream.signs ? await sha256Of(changed) : request.bodySha256
  await relayHttp({
    ...{ response, hooks, hasEnded, upstream: context.upstream, shared: context.shared },
    ...{ request: { ...request, target, bodySha256 }, body: content, drains: plan.mayChange },
  }).finally(() => search?.ended(response))
}
