import type { ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { type Answer, sendAnswer } from '../answer.ts'
import { MOST_ANSWER_BYTES } from '../changes/plugin-writes.ts'
import type { SharedEngine } from '../gate.ts'
import { wireHeaders } from '../receive/wire-request.ts'
import type { RequestMark } from '../rules/request-mark.ts'
import { BufferedAnswer } from './buffered-answer.ts'
import { type EngineOverloaded, overloadIn, type RequestSize } from './engine-shortage.ts'
import { onwardHeaders, UpstreamUnreachable } from './upstream.ts'

/** What of a request its answer needs. */
export interface AnsweredRequest extends RequestSize {
  readonly response: ServerResponse
  /**
   * The answer to give in place of a short one that says that the engine lacks something, by its status; `undefined`: that
   * one. Default always that one.
   */
  readonly amend?: ((status: number, body: string) => Answer | undefined) | undefined
  /** Told the answer, or as much of it as `MOST_ANSWER_BYTES`, before its end goes on; default nobody is. */
  readonly onAnswer?: ((status: number, text: string) => void) | undefined
  /**
   * Whether the request goes on to its end where the client goes away: the engine would carry it out all the same, and
   * nobody would know when. Default false: it is given up.
   */
  readonly drains?: boolean | undefined
  /** By which the engine knows what it does for the request; default none. */
  readonly mark?: RequestMark | undefined
  /** The runs that share the engine; default none does. */
  readonly shared?: SharedEngine | undefined
}

/** How engines answer for want of disk or memory. */
const lacking = new Set([429, 500, 503])

/** Passes an answer on as it comes, and ends with the response, or with the fault that left none. */
export class RelayedAnswer implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  readonly #amend: AnsweredRequest['amend']
  readonly #recorder: AnswerRecorder | undefined
  readonly #drains: boolean
  readonly #mark: RequestMark | undefined
  readonly #shared: SharedEngine | undefined
  readonly #request: RequestSize
  readonly #mayRepeat: boolean
  readonly #end: (rejected?: BufferedAnswer) => void
  readonly #fail: (cause: UpstreamUnreachable | EngineOverloaded) => void
  #buffered: BufferedAnswer | undefined
  #mayBeCrowded = false
  #controller: Dispatcher.DispatchController | undefined
  #hasEnded = false

  constructor(
    { response, amend, onAnswer, drains = false, mark, shared, ...request }: AnsweredRequest,
    mayRepeat: boolean,
    end: (rejected?: BufferedAnswer) => void,
    fail: (cause: UpstreamUnreachable | EngineOverloaded) => void,
  ) {
    this.#response = response
    this.#amend = amend
    this.#recorder = onAnswer && new AnswerRecorder(onAnswer)
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
    this.#recorder?.begin(status)
    const received = wireHeaders((controller.rawHeaders ?? []) as readonly (Buffer | string)[])
    const headers = this.#mark?.remove(received) ?? received
    this.#mayBeCrowded = status === 429 && (this.#shared?.isShared() ?? false)
    const eraser = this.#mark?.eraser(headers)
    const mayBeAmended = this.#amend !== undefined && lacking.has(status)
    if ((this.#mayRepeat && BufferedAnswer.mayBe(status)) || mayBeAmended || this.#mayBeCrowded || eraser) {
      this.#buffered = new BufferedAnswer(status, message, headers, eraser)
      return
    }
    if (headers.some(([name]) => name.length === 4 && name.toLowerCase() === 'date')) this.#response.sendDate = false
    this.#response.writeHead(status, message, onwardHeaders(headers).flat())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#recorder?.append(chunk)
    if (this.#buffered) {
      if (this.#buffered.append(chunk) && !this.#answerInstead()) this.#passOn()
      return
    }
    if (this.#response.writableEnded || this.#response.destroyed) return
    if (this.#response.write(chunk)) return
    controller.pause()
    this.#response.once('drain', () => controller.resume())
  }

  onResponseEnd(): void {
    this.#hasEnded = true
    const crowded = this.#mayBeCrowded && this.#buffered && overloadIn(this.#request, this.#buffered.text)
    if (crowded) {
      this.#response.off('close', this.#onClose)
      this.#fail(crowded)
      return
    }
    this.#recorder?.end()
    if (this.#answerInstead()) {
      if (this.#response.destroyed) this.#end()
      return
    }
    if (this.#mayRepeat && this.#buffered?.saysExpired) {
      this.#end(this.#buffered)
      return
    }
    this.#passOn()
    this.#response.end()
    // Of a response that is gone no end is told.
    if (this.#response.destroyed) this.#end()
  }

  /** Gives another answer in place of one that is kept back, where it has to. */
  #answerInstead(): boolean {
    const failure = this.#buffered && this.#buffered.status >= 400 ? this.#buffered : undefined
    const amended = failure && this.#amend?.(failure.status, failure.text)
    if (!amended) return false
    this.#buffered = undefined
    sendAnswer(this.#response, amended)
    return true
  }

  #passOn(): void {
    this.#buffered?.passOn(this.#response)
    this.#buffered = undefined
  }

  onResponseError(_: unknown, cause: Error): void {
    this.#hasEnded = true
    // The other side went away in the middle: the client has to notice, and there is nobody left to tell.
    if (this.#response.headersSent) {
      this.#response.destroy()
      this.#end()
    } else {
      const isUnsent = 'code' in cause && cause.code === 'ECONNREFUSED'
      this.#fail(new UpstreamUnreachable(cause.message, { cause, isUnsent }))
    }
  }
}

/** The beginning of an answer, which passes on meanwhile. */
class AnswerRecorder {
  readonly #onAnswer: (status: number, text: string) => void
  readonly #chunks: Buffer[] = []
  #length = 0
  #status = 0

  constructor(onAnswer: (status: number, text: string) => void) {
    this.#onAnswer = onAnswer
  }

  begin(status: number): void {
    this.#status = status
  }

  append(chunk: Buffer): void {
    if (this.#length >= MOST_ANSWER_BYTES) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  end(): void {
    this.#onAnswer(this.#status, Buffer.concat(this.#chunks).toString('utf8'))
  }
}
