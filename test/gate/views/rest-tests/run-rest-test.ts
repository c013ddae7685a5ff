import type { DescribedApi } from '../../../../scripts/rest-api-spec.ts'
import { assertStatement, isStatement, NotAsStated } from './assertions.ts'
import type { RestStep, RestTest } from './read-rest-tests.ts'
import type { RestAnswer } from './rest-answer.ts'
import { NotSent, type RestRequest, restRequest } from './rest-request.ts'
import { Stash } from './stash.ts'

/** What a test is run against. */
export interface RestTarget {
  send(request: RestRequest): Promise<RestAnswer>
  /** Makes it as a test finds it: empty. */
  reset(): Promise<void>
}

/** An answer of a test, and what it answers. */
export interface Exchanged {
  readonly api: string
  readonly request: RestRequest
  readonly answer: RestAnswer
}

/** How a test went. */
export interface Outcome {
  /** What is not as the test states; absent where all is. */
  readonly failure?: string
  readonly exchanged: readonly Exchanged[]
}

/** Statuses by the words that tests have for them. */
const CAUGHT: Readonly<Record<string, number>> = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  missing: 404,
  request_timeout: 408,
  conflict: 409,
  unavailable: 503,
}

/** Runs a test against a target, which is reset before. Fails where the target does not answer. */
export async function runRestTest(
  test: RestTest,
  target: RestTarget,
  apis: ReadonlyMap<string, DescribedApi>,
): Promise<Outcome> {
  await target.reset()
  const exchanged: Exchanged[] = []
  const run = new Run(target, apis, exchanged)
  const failure = await failureOf(run, test.steps)
  const failureAfter = await failureOf(run, test.teardown)
  const found = failure ?? failureAfter
  return { exchanged, ...(found !== undefined && { failure: found }) }
}

async function failureOf(run: Run, steps: readonly RestStep[]): Promise<string | undefined> {
  try {
    for (const step of steps) for (const [name, value] of Object.entries(step)) await run.step(name, value)
    return undefined
  } catch (error) {
    if (error instanceof NotAsStated) return error.message
    throw error
  }
}

interface DoArguments {
  readonly catch?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly warnings?: readonly string[]
  readonly allowed_warnings?: readonly string[]
  readonly node_selector?: unknown
  readonly [api: string]: unknown
}

class Run {
  readonly #stash = new Stash()
  readonly #target: RestTarget
  readonly #apis: ReadonlyMap<string, DescribedApi>
  readonly #exchanged: Exchanged[]
  #body: unknown

  constructor(target: RestTarget, apis: ReadonlyMap<string, DescribedApi>, exchanged: Exchanged[]) {
    this.#target = target
    this.#apis = apis
    this.#exchanged = exchanged
  }

  async step(name: string, value: unknown): Promise<void> {
    if (name === 'skip') return
    if (name === 'do') return this.#do(value as DoArguments)
    if (name === 'set') {
      for (const [path, as] of Object.entries(value as Record<string, string>))
        this.#stash.set(as, this.#stash.at(path, this.#body))
      return
    }
    if (!isStatement(name)) throw new Error(`The runner does not know the step ${name}.`)
    assertStatement(name, value, this.#body, this.#stash)
  }

  async #do(step: DoArguments): Promise<void> {
    const { catch: caught, headers, warnings, allowed_warnings, node_selector, ...calls } = step
    for (const [api, given] of Object.entries(calls)) await this.#doOne(api, (given ?? {}) as object, step)
  }

  async #doOne(api: string, given: object, step: DoArguments): Promise<void> {
    const { headers = {}, warnings = [], allowed_warnings: allowed = [] } = step
    const caught = step.catch?.trim()
    const { ignore = [], ...parameters } = this.#stash.resolve(given) as Record<string, unknown>
    const answer = await this.#call(api, parameters, this.#stash.resolve(headers) as Record<string, string>, caught)
    if (!answer) return
    const isHead = this.#exchanged.at(-1)?.request.method === 'HEAD'
    this.#body = isHead ? answer.status < 400 : answer.body
    this.#stash.set('body', answer.body)
    const isIgnored = [ignore].flat().map(Number).includes(answer.status) || (isHead && answer.status === 404)
    assertStatus(api, answer, caught, isIgnored)
    assertWarnings(api, answer.warnings, warnings, allowed)
  }

  /** Calls an API. `undefined` where a client is to refuse, and does. */
  async #call(api: string, parameters: Record<string, unknown>, headers: Record<string, string>, caught?: string) {
    try {
      const request = restRequest(api, this.#apis.get(api), parameters, headers)
      const answer = await this.#target.send(request)
      this.#exchanged.push({ api, request, answer })
      return answer
    } catch (error) {
      if (!(error instanceof NotSent)) throw error
      if (caught === 'param') return undefined
      throw new NotAsStated(error.message)
    }
  }
}

function assertStatus(api: string, { status, text }: RestAnswer, caught: string | undefined, ignored: boolean): void {
  const answered = `${api} answered ${status}: ${text.slice(0, 300)}`
  if (caught === undefined) {
    if (status >= 400 && !ignored) throw new NotAsStated(answered)
    return
  }
  if (status < 400) throw new NotAsStated(`${caught} was expected, and ${answered}`)
  const regex = /^\/(.+)\/$/s.exec(caught)?.[1]
  const named = CAUGHT[caught]
  const isRight = regex
    ? new RegExp(regex, 's').test(text)
    : named !== undefined
      ? named === status
      : !Object.values(CAUGHT).includes(status)
  if (!isRight) throw new NotAsStated(`${caught} was expected, and ${answered}`)
}

function assertWarnings(
  api: string,
  said: readonly string[],
  expected: readonly string[],
  allowed: readonly string[],
): void {
  const missing = expected.filter((text) => !said.includes(text))
  const unexpected = said.filter((text) => !expected.includes(text) && !allowed.includes(text))
  if (missing.length > 0) throw new NotAsStated(`${api} does not warn: ${missing.join('; ')}`)
  if (unexpected.length > 0) throw new NotAsStated(`${api} warns: ${unexpected.join('; ')}`)
}
