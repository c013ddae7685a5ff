import type { ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { WireHeader } from '../../sigv4/canonical-request.ts'
import type { SharedEngine } from '../gate.ts'
import { wireHeaders } from '../receive/wire-request.ts'
import { AnswerOutput } from './answer-output.ts'
import { BufferedAnswer } from './buffered-answer.ts'
import { type EngineOverloaded, overloadIn, type RequestSize } from './engine-shortage.ts'
import { MOST_RECORDED_BYTES, type RelayHook } from './relay-hook.ts'
import { UpstreamUnreachable } from './upstream.ts'

/** What of a request its answer needs. */
export interface AnsweredRequest extends RequestSize {
  readonly response: ServerResponse
  /** What stages do with the answer. */
  readonly hooks: readonly RelayHook[]
  /**
   * Whether the request goes on to its end where the client goes away: the engine would carry it out anyway, and
   * nobody would know when. Default false: it is given up.
   */
  readonly drains?: boolean | undefined
  /** The runs that share the engine; default none does. */
  readonly shared?: SharedEngine | undefined
}

/** An answer of which nothing has gone on, and where it would go. */
export interface KeptBack {
  readonly answer: BufferedAnswer
  readonly output: AnswerOutput
}

/** How engines answer for want of disk or memory. */
const lacking: readonly number[] = [429, 500, 503]

const mayReplace = ({ replace, replaced = lacking }: RelayHook, status: number): boolean =>
  replace !== undefined && replaced.includes(status)

/** Passes an answer on as it comes, and ends with the response, or with the fault that left none. */
export class RelayedAnswer implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  readonly #output: AnswerOutput
  /** In the order in which an answer passes them. */
  readonly #hooks: readonly RelayHook[]
  readonly #recorders: readonly AnswerRecorder[]
  readonly #drains: boolean
  readonly #shared: SharedEngine | undefined
  readonly #request: RequestSize
  readonly #mayRepeat: boolean
  readonly #end: (rejected?: KeptBack) => void
  readonly #fail: (cause: UpstreamUnreachable | EngineOverloaded) => void
  #buffered: BufferedAnswer | undefined
  #mayBeCrowded = false
  #controller: Dispatcher.DispatchController | undefined
  #hasEnded = false

  constructor(
    { response, hooks, drains = false, shared, ...request }: AnsweredRequest,
    mayRepeat: boolean,
    end: (rejected?: KeptBack) => void,
    fail: (cause: UpstreamUnreachable | EngineOverloaded) => void,
  ) {
    this.#response = response
    this.#hooks = hooks.toReversed()
    this.#output = new AnswerOutput(response, this.#hooks)
    this.#recorders = this.#hooks.filter(({ record }) => record).map((hook) => new AnswerRecorder(hook))
    this.#drains = drains
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
    for (const recorder of this.#recorders) recorder.begin(status)
    const received: readonly WireHeader[] = wireHeaders((controller.rawHeaders ?? []) as readonly (Buffer | string)[])
    const headers = this.#hooks.reduce((seen, hook) => hook.onHead?.(seen) ?? seen, received)
    this.#mayBeCrowded = status === 429 && (this.#shared?.isShared() ?? false)
    const mayBeReplaced = this.#hooks.some((hook) => mayReplace(hook, status))
    const mayBeRepeated = this.#mayRepeat && BufferedAnswer.mayBe(status)
    if (mayBeRepeated || mayBeReplaced || this.#mayBeCrowded) {
      this.#buffered = new BufferedAnswer(status, message, headers)
      return
    }
    this.#output.begin(status, message, headers)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    for (const recorder of this.#recorders) recorder.append(chunk)
    if (this.#buffered) {
      if (this.#buffered.append(chunk) && !this.#answerInstead()) this.#passOn()
      return
    }
    if (this.#output.write(chunk)) return
    controller.pause()
    this.#output.onceDrained(() => controller.resume())
  }

  onResponseEnd(): void {
    this.#hasEnded = true
    const crowded = this.#mayBeCrowded && this.#buffered && overloadIn(this.#request, this.#buffered.text)
    if (crowded) {
      this.#response.off('close', this.#onClose)
      this.#fail(crowded)
      return
    }
    for (const recorder of this.#recorders) recorder.end()
    if (this.#answerInstead()) {
      if (this.#response.destroyed) this.#end()
      return
    }
    if (this.#mayRepeat && this.#buffered?.saysExpired) {
      this.#end({ answer: this.#buffered, output: this.#output })
      return
    }
    this.#passOn()
    this.#output.end()
    // A response that is gone does not emit its end.
    if (this.#response.destroyed) this.#end()
  }

  /** Gives another answer in place of one that is kept back, where a hook has one. Returns whether it did. */
  #answerInstead(): boolean {
    const failure = this.#buffered && this.#buffered.status >= 400 ? this.#buffered : undefined
    if (!failure) return false
    for (const hook of this.#hooks) {
      const answer = mayReplace(hook, failure.status) ? hook.replace!(failure.status, failure.text) : undefined
      if (!answer) continue
      this.#buffered = undefined
      this.#output.answer(answer)
      return true
    }
    return false
  }

  #passOn(): void {
    this.#buffered?.passOn(this.#output)
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
  readonly #hook: RelayHook
  readonly #chunks: Buffer[] = []
  #length = 0
  #status = 0

  constructor(hook: RelayHook) {
    this.#hook = hook
  }

  begin(status: number): void {
    this.#status = status
  }

  append(chunk: Buffer): void {
    if (this.#length >= MOST_RECORDED_BYTES) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  end(): void {
    this.#hook.record?.(this.#status, Buffer.concat(this.#chunks).toString('utf8'))
  }
}
