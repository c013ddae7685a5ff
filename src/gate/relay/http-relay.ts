import type { Dispatcher } from 'undici'
import { retry } from '../../wait/retry.ts'
import type { StreamedBody } from '../receive/pieces.ts'
import { AnswerOutput } from './answer-output.ts'
import { EngineOverloaded, patience } from './engine-shortage.ts'
import { type AnsweredRequest, type KeptBack, RelayedAnswer } from './relayed-answer.ts'
import { type OnwardRequest, onwardRequest, type Upstream, UpstreamUnreachable } from './upstream.ts'

export interface RelayOptions extends Omit<AnsweredRequest, 'target' | 'length'> {
  readonly upstream: Upstream
  /** As it came from the client, its signature included. */
  readonly request: OnwardRequest
  /** From memory, or as a stream of a known length. */
  readonly body: Buffer | StreamedBody
  /** Whether the engine that it is meant for has ended: it is not sent to the next one. Default it has not. */
  readonly hasEnded?: (() => boolean) | undefined
}

/**
 * Sends a request on and streams the answer back, at the client's pace. Fails with UpstreamUnreachable or NotPrepared
 * while nothing has been answered yet; later faults destroy the response, for the client has to see that it is cut
 * short. A client that goes away ends a request that may be given up; the answer to another is read and discarded.
 *
 * A request whose body is in memory is sent again in two cases: once where it is rejected because what it was signed with
 * has expired, and there are other credentials; and for a while where the engine has no memory for it, which others take.
 */
export async function relayHttp(relay: RelayOptions): Promise<void> {
  const { response, hooks, shared } = relay
  const isTemporary = (cause: unknown) =>
    cause instanceof EngineOverloaded && cause.isPassing && Buffer.isBuffer(relay.body) && !response.destroyed
  try {
    await retry(() => relayOnce(relay), { ...patience, isTemporary })
  } catch (cause) {
    if (!(cause instanceof EngineOverloaded) || !shared) throw cause
    // It quotes the engine.
    new AnswerOutput(response, hooks.toReversed()).answer(cause.answer(shared))
  }
}

async function relayOnce(relay: RelayOptions): Promise<void> {
  const { response } = relay
  if (relay.hasEnded?.()) throw new UpstreamUnreachable('The engine has ended', { isUnsent: true })
  const expired = await send(relay, true)
  if (!expired) return
  if (await expired.renew()) {
    if (!response.destroyed) await send(relay, false)
    return
  }
  expired.answer.passOn(expired.output)
  expired.output.end()
}

/** An answer that says that the credentials have expired. */
interface ExpiredCredentials extends KeptBack {
  renew(): Promise<boolean>
}

/** Sends it once. Resolves when the answer has ended; to one that is kept back, where it may be sent again. */
async function send(
  { response, upstream, request, body, hooks, drains, shared }: RelayOptions,
  isFirst: boolean,
): Promise<ExpiredCredentials | undefined> {
  const changed = hooks.reduce((sent, hook) => hook.onRequest?.(sent) ?? sent, request.headers)
  const preparing = onwardRequest(upstream, { ...request, headers: changed })
  const { method, target, headers, renew } = preparing instanceof Promise ? await preparing : preparing
  if (response.destroyed) return undefined
  const content = Buffer.isBuffer(body) ? body : body.stream()
  // What is in a file is read once.
  const mayRepeat = isFirst && renew !== undefined && Buffer.isBuffer(body)
  const answer = await new Promise<KeptBack | undefined>((resolve, reject) => {
    upstream.connections().dispatch(
      {
        method: method as Dispatcher.HttpMethod,
        path: target,
        headers: [...headers.flat(), 'content-length', String(body.length)],
        body: body.length === 0 ? null : content,
        // A HEAD would cost its connection.
        reset: false,
      },
      new RelayedAnswer(
        { response, hooks, drains, shared, target: request.target, length: body.length },
        mayRepeat,
        resolve,
        reject,
      ),
    )
  })
  return answer && renew ? { ...answer, renew } : undefined
}
