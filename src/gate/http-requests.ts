import type { Agent, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Service } from '../resource/endpoint.ts'
import { type ReceivedBody, receiveBody } from './body.ts'
import { splitTarget, type WireRequest } from './canonical-request.ts'
import type { ChangeLedger } from './change-ledger.ts'
import { EngineUnreachable, pairs, relayHttp } from './http-relay.ts'
import type { Refusal } from './refusal.ts'
import { type Answer, jsonAnswer, refusalAnswer, sendAnswer } from './service-answer.ts'
import { engineGone, internal, notReady, tooLarge } from './service-refusals.ts'
import type { ServiceRules } from './service-rules.ts'
import type { Verdict } from './sigv4-verifier.ts'

/** The gate's own path; see the contract. */
const CHANGES = '/_aws_fixtures/changes'

/** What every request of a gate is served with. */
export interface GateContext {
  readonly service: Service
  readonly rules: ServiceRules
  readonly verify: (request: WireRequest) => Verdict
  readonly changes: ChangeLedger
  readonly upstreamPort: () => number | undefined
  readonly agent: Agent
}

/** Serves HTTP requests: receive, verify, plan, relay. */
export function serveHttp(context: GateContext): RequestListener {
  return (request, response) => {
    // The client may go away at any point; whoever writes to the response notices by its state.
    response.on('error', () => {})
    serve(context, request, response).catch((cause: unknown) => {
      const refusal = cause instanceof EngineUnreachable ? engineGone(context.rules.engine, cause) : internal(cause)
      refuse(context, request, response, refusal)
    })
  }
}

async function serve(context: GateContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { rules, changes, agent } = context
  const body = await receive(request, rules.bodyLimit.bytes)
  if (body === undefined) return
  const wire = wireRequest(request, body.sha256)
  const verdict = context.verify(wire)
  if ('refusal' in verdict) return refuse(context, request, response, verdict.refusal)
  if (body.content === undefined) {
    return refuse(context, request, response, tooLarge(rules.bodyLimit.bytes, rules.bodyLimit.status))
  }
  const { worker } = verdict.identity
  const own = answerChanges(changes, wire, worker)
  if (own) return sendAnswer(response, own)

  const plan = rules.plan({ ...wire, body: body.content, worker })
  if ('refusal' in plan) return refuse(context, request, response, plan.refusal)
  if ('answer' in plan) return sendAnswer(response, plan.answer)
  const port = context.upstreamPort()
  if (port === undefined) return refuse(context, request, response, notReady(rules.engine))
  const end = plan.mayChange ? changes.begin(worker) : () => {}
  try {
    await relayHttp({ response, agent, port, method: wire.method, headers: wire.headers, ...plan.forward })
  } finally {
    end()
  }
}

/** The body, or `undefined` where the client went away while it sent it. */
async function receive(request: IncomingMessage, limit: number): Promise<ReceivedBody | undefined> {
  try {
    return await receiveBody(request, limit)
  } catch (cause) {
    if (request.complete) throw cause
    return undefined
  }
}

function answerChanges(changes: ChangeLedger, { method, target }: WireRequest, worker: number): Answer | undefined {
  if (splitTarget(target).path !== CHANGES || (method !== 'GET' && method !== 'DELETE')) return undefined
  if (method === 'DELETE') changes.forget(worker)
  return jsonAnswer(200, { changed: changes.hasChanged(worker) })
}

function refuse(context: GateContext, request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  sendAnswer(response, refusalAnswer(context.service, refusal, request.method ?? 'GET'))
}

/** A request of Node's server as the verifier takes it. */
export function wireRequest(request: IncomingMessage, bodySha256: string): WireRequest {
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: pairs(request.rawHeaders),
    bodySha256,
  }
}
