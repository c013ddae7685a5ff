import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { PlantedPage } from './chromium.ts'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly sessionId?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/** The browser's DevTools protocol on its pipe (descriptors 3 and 4): JSON messages, each ended by a NUL. */
export class DevTools {
  readonly #to: Writable
  readonly #answers = new Map<number, { resolve: (message: Message) => void; reject: (error: Error) => void }>()
  readonly #listeners = new Set<(message: Message) => void>()
  #count = 0
  #pending = ''

  constructor(child: ChildProcess) {
    this.#to = child.stdio[3] as Writable
    this.#to.on('error', () => {})
    const from = child.stdio[4] as Readable
    from.setEncoding('utf8').on('data', (text: string) => this.#receive(text))
    child.once('exit', (code, signal) => this.#fail(new Error(`Chromium ended by ${signal ?? `exit code ${code}`}.`)))
    child.once('error', (error) => this.#fail(error))
  }

  /** Opens a page, evaluates an expression in it and returns its value; a promise is waited for. */
  async evaluate(url: string, expression: string, planted?: PlantedPage): Promise<unknown> {
    const { targetId } = (await this.#ask('Target.createTarget', { url: 'about:blank' })) as { targetId: string }
    const { sessionId } = (await this.#ask('Target.attachToTarget', { targetId, flatten: true })) as {
      sessionId: string
    }
    try {
      await this.#ask('Page.enable', {}, sessionId)
      if (planted) await this.#plant(planted, sessionId)
      const loaded = this.#event('Page.loadEventFired', sessionId)
      const { errorText } = (await this.#ask('Page.navigate', { url }, sessionId)) as { errorText?: string }
      if (errorText) throw new Error(`The page ${url} could not be opened: ${errorText}.`)
      await loaded
      if (planted) await this.#ask('Fetch.disable', {}, sessionId)
      const evaluated = await this.#ask(
        'Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
      )
      if (evaluated.exceptionDetails) throw new Error(`In the page: ${JSON.stringify(evaluated.exceptionDetails)}`)
      return (evaluated.result as { value?: unknown }).value
    } finally {
      await this.#ask('Target.closeTarget', { targetId })
    }
  }

  async #plant({ url, html }: PlantedPage, sessionId: string): Promise<void> {
    this.#listeners.add((message) => {
      if (message.method !== 'Fetch.requestPaused' || message.sessionId !== sessionId) return
      const answer = {
        requestId: message.params?.requestId,
        responseCode: 200,
        responseHeaders: [{ name: 'content-type', value: 'text/html' }],
        body: Buffer.from(html).toString('base64'),
      }
      // A page that was closed meanwhile needs no answer.
      this.#ask('Fetch.fulfillRequest', answer, sessionId).catch(() => {})
    })
    await this.#ask('Fetch.enable', { patterns: [{ urlPattern: url }] }, sessionId)
  }

  #event(method: string, sessionId: string): Promise<void> {
    return new Promise((resolve) => {
      const listener = (message: Message) => {
        if (message.method !== method || message.sessionId !== sessionId) return
        this.#listeners.delete(listener)
        resolve()
      }
      this.#listeners.add(listener)
    })
  }

  async #ask(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.#count
    const answered = new Promise<Message>((resolve, reject) => this.#answers.set(id, { resolve, reject }))
    this.#to.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`)
    const { result = {}, error } = await answered
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  #receive(text: string): void {
    const messages = (this.#pending + text).split('\0')
    this.#pending = messages.pop() ?? ''
    for (const each of messages) {
      const message = JSON.parse(each) as Message
      if (message.id === undefined) for (const listener of [...this.#listeners]) listener(message)
      else this.#answers.get(message.id)?.resolve(message)
      if (message.id !== undefined) this.#answers.delete(message.id)
    }
  }

  #fail(error: Error): void {
    for (const { reject } of this.#answers.values()) reject(error)
    this.#answers.clear()
  }
}
