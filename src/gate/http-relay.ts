import type { ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { messageOf } from '../errors.ts'
import type { WireHeader } from '../sigv4/canonical-request.ts'
import { retry } from '../wait/retry.ts'
import { type CrowdingRequest, crowdedBy, EngineCrowded, patience } from './crowded-engine.ts'
import { HeldAnswer } from './held-answer.ts'
import { onwardHeaders, onwardRequestHeaders, onwardTarget } from './onward-headers.ts'
import type { StreamedBody } from './pieces.ts'
import type { RequestMark } from './request-mark.ts'
import { type Answer, sendAnswer } from './service-answer.ts'
import type { SharedEngine } from './shared-engine-rules.ts'
import type { OnwardRequest, PreparedRequest, Upstream } from './upstream.ts'

export interface RelayOptions {
  readonly response: ServerResponse
  readonly upstream: Upstream
  /** As it came from the client, its signature included. */
  readonly request: OnwardRequest
  /** From memory, or as a stream of a known length. */
  readonly body: Buffer | StreamedBody
  /** The answer to give in place of one with status 500 that is short; `undefined`: that one. Default always that one. */
  readonly amend?: ((status: number, body: string) => Answer | undefined) | undefined
  /**
   * Whether the request goes on to its end where the client goes away: the engine would carry it out all the same, and
   * nobody would know when. Default false: it is given up.
   */
  readonly drains?: boolean
  /** By which the engine knows what it does for the request; default none. */
  readonly mark?: RequestMark | undefined
  /** The sessions that share the engine; default none does. */
  readonly shared?: SharedEngine | undefined
}

/** What is behind the gate cannot be reached, or went away before it answered. */
export class UpstreamUnreachable extends Error {}

/** A request could not be made ready to go on. */
export class NotPrepared extends Error {}

/**
 * Sends a request on and streams the answer back, at the client's pace. Fails with UpstreamUnreachable or NotPrepared
 * while nothing has been answered yet; later faults destroy the response, for the client has to see that it is cut
 * short. A client that goes away ends a request that may be given up; the answer to another is read and discarded.
 *
 * A request whose body is in memory is sent again in two cases: once where it is refused because what it was signed with
 * has expired, and there are other credentials; and for a while where the engine has no memory for it, which others take.
 */
export async function relayHttp(relay: RelayOptions): Promise<void> {
  const { response, shared } = relay
  const isTemporary = (cause: unknown) =>
    cause instanceof EngineCrowded && cause.isPassing && Buffer.isBuffer(relay.body) && !response.destroyed
  try {
    await retry(() => relayOnce(relay), { ...patience, isTemporary })
  } catch (cause) {
    if (!(cause instanceof EngineCrowded) || !shared) throw cause
    if (!response.destroyed) sendAnswer(response, cause.answer(shared))
  }
}

async function relayOnce(relay: RelayOptions): Promise<void> {
  const { response } = relay
  const refused = await send(relay, true)
  if (!refused) return
  if (await refused.renew()) {
    if (!response.destroyed) await send(relay, false)
    return
  }
  refused.answer.passOn(response)
  response.end()
}

/** An answer that says that the credentials have expired. */
interface Refused {
  readonly answer: HeldAnswer
  renew(): Promise<boolean>
}

/** Sends it once. Resolves when the answer has ended; to one that is kept back, where it may be sent again. */
async function send(
  { response, upstream, request, body, amend, drains = false, mark, shared }: RelayOptions,
  isFirst: boolean,
): Promise<Refused | undefined> {
  const marked = mark ? { ...request, headers: mark.add(request.headers) } : request
  const preparing = prepare(upstream, marked)
  const { method, target, headers, renew } = preparing instanceof Promise ? await preparing : preparing
  if (response.destroyed) return undefined
  const content = Buffer.isBuffer(body) ? body : body.stream()
  // What is in a file is read once.
  const mayRepeat = isFirst && renew !== undefined && Buffer.isBuffer(body)
  const answer = await new Promise<HeldAnswer | undefined>((resolve, reject) => {
    upstream.connections().dispatch(
      {
        method: method as Dispatcher.HttpMethod,
        path: target,
        headers: [...headers.flat(), 'content-length', String(body.length)],
        body: body.length === 0 ? null : content,
        // A HEAD would cost its connection.
        reset: false,
      },
      new Relay(
        { response, amend, drains, mark, shared, target: request.target, length: body.length },
        mayRepeat,
        resolve,
        reject,
      ),
    )
  })
  return answer && renew ? { answer, renew } : undefined
}

/** What of a request its answer needs. */
interface RelayedAnswer extends CrowdingRequest, Pick<RelayOptions, 'response' | 'amend' | 'mark' | 'shared'> {
  readonly drains: boolean
}

/** Passes an answer on as it comes, and ends with the response, or with the fault that left none. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  readonly #amend: RelayOptions['amend']
  readonly #drains: boolean
  readonly #mark: RequestMark | undefined
  readonly #shared: SharedEngine | undefined
  readonly #request: CrowdingRequest
  readonly #mayRepeat: boolean
  readonly #end: (refused?: HeldAnswer) => void
  readonly #fail: (cause: UpstreamUnreachable | EngineCrowded) => void
  #held: HeldAnswer | undefined
  #controller: Dispatcher.DispatchController | undefined
  #hasEnded = false

  constructor(
    { response, amend, drains, mark, shared, ...request }: RelayedAnswer,
    mayRepeat: boolean,
    end: (refused?: HeldAnswer) => void,
    fail: (cause: UpstreamUnreachable | EngineCrowded) => void,
  ) {
    this.#response = response
    this.#amend = amend
    this.#drains = drains
    this.#mark = mark
    this.#shared = shared
    this.#request = request
    this.#mayRepeat = mayRepeat
    this.#end = end
    this.#fail = fail
    response.once('close', this.#onClose)
  }

  readonly #onClose = () => {
    // Nothing is left to abort where the answer has ended.
    if (!this.#response.writableFinished && this.#controller && !this.#hasEnded) {
      if (this.#drains) {
        // It may have been paused for a client that read slowly.
        this.#controller.resume()
        return
      }
      this.#controller.abort(new Error('The client went away.'))
    }
    // One that waits for a connection is not sent any more; see onRequestStart.
    this.#end()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Nothing of it has been sent yet.
    if (this.#response.destroyed) controller.abort(new Error('The client went away.'))
    else this.#controller = controller
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, message?: string): void {
    // What is on the way to an answer is between the gate and the engine.
    if (status < 200) return
    const received = pairs((controller.rawHeaders ?? []) as readonly (Buffer | string)[])
    const headers = this.#mark?.remove(received) ?? received
    const mayBeCrowded = status === 429 && this.#shared?.isShared()
    if ((this.#mayRepeat && HeldAnswer.mayBe(status)) || (this.#amend && status === 500) || mayBeCrowded) {
      this.#held = new HeldAnswer(status, message, headers)
      return
    }
    if (headers.some(([name]) => name.length === 4 && name.toLowerCase() === 'date')) this.#response.sendDate = false
    this.#response.writeHead(status, message, onwardHeaders(headers).flat())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#held) {
      if (this.#held.append(chunk) && !this.#answerInstead()) this.#passOn()
      return
    }
    if (this.#response.writableEnded || this.#response.destroyed) return
    if (this.#response.write(chunk)) return
    controller.pause()
    this.#response.once('drain', () => controller.resume())
  }

  onResponseEnd(): void {
    this.#hasEnded = true
    if (this.#answerInstead()) {
      if (this.#response.destroyed) this.#end()
      return
    }
    if (this.#mayRepeat && this.#held?.saysExpired) {
      this.#end(this.#held)
      return
    }
    const crowded = this.#held?.status === 429 && this.#shared && crowdedBy(this.#request, this.#held.text)
    if (crowded) {
      this.#response.off('close', this.#onClose)
      this.#fail(crowded)
      return
    }
    this.#passOn()
    this.#response.end()
    // Of a response that is gone no end is told.
    if (this.#response.destroyed) this.#end()
  }

  /** Gives another answer in place of one that is kept back, where it has to. */
  #answerInstead(): boolean {
    const amended = this.#held && this.#amend?.(this.#held.status, this.#held.text)
    if (!amended) return false
    this.#held = undefined
    sendAnswer(this.#response, amended)
    return true
  }

  #passOn(): void {
    this.#held?.passOn(this.#response)
    this.#held = undefined
  }

  onResponseError(_: unknown, cause: Error): void {
    this.#hasEnded = true
    // The other side went away in the middle: the client has to notice, and there is nobody left to tell.
    if (this.#response.headersSent) {
      this.#response.destroy()
      this.#end()
    } else this.#fail(new UpstreamUnreachable(cause.message, { cause }))
  }
}

/** The request without the client's signature, and with what the other side wants. */
export function prepare(upstream: Upstream, request: OnwardRequest): PreparedRequest | Promise<PreparedRequest> {
  const { method, bodySha256 } = request
  const target = onwardTarget(request.target)
  const prepared = upstream.prepare({ method, target, headers: onwardRequestHeaders(request.headers), bodySha256 })
  if (!(prepared instanceof Promise)) return prepared
  return prepared.catch((cause: unknown) => {
    throw new NotPrepared(messageOf(cause), { cause })
  })
}

/** Node's and undici's flat list of names and values as pairs. */
export function pairs(rawHeaders: readonly (Buffer | string)[]): WireHeader[] {
  const found: WireHeader[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) found.push([textOf(rawHeaders[at]), textOf(rawHeaders[at + 1])])
  return found
}

/** Each character stands for one byte. */
const textOf = (bytes: Buffer | string = ''): string => (typeof bytes === 'string' ? bytes : bytes.toString('latin1'))
