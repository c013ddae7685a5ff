import { messageOf } from '../../errors/errors.ts'
import { type Answer, jsonAnswer } from '../answer.ts'
import type { BaselineStore } from '../gate.ts'

const actions = { PUT: 'keep', POST: 'restore', DELETE: 'forget' } as const satisfies Record<
  string,
  keyof BaselineStore
>

const isAction = (method: string): method is keyof typeof actions => method in actions

/** A worker's question about what is kept for it. */
interface BaselineRequest {
  readonly method: string
  /** As the path has it. */
  readonly level: string
  readonly worker: number
}

/**
 * Which workers have something kept that their tests have to find: it would be lost with the engine, though nothing has
 * changed since. Before the graphs of a stand-in the engine keeps it; elsewhere a worker does, and only says so.
 */
export class Baselines {
  readonly #keeper: BaselineStore | undefined
  readonly #levels = new Map<number, number>()

  constructor(keeper?: BaselineStore) {
    this.#keeper = keeper
  }

  /** Whether anything is kept for a worker. */
  has(worker: number): boolean {
    return (this.#levels.get(worker) ?? 0) > 0
  }

  /** Answers a worker, see the contract of `Gate`; `undefined` where it asks for something else. */
  async answer({ method, level: text, worker }: BaselineRequest): Promise<Answer | undefined> {
    if (!isAction(method) || !/^[1-9]\d?$/.test(text)) return undefined
    const level = Number(text)
    if (method === 'PUT') this.#levels.set(worker, level)
    if (method === 'DELETE') this.#levels.set(worker, level - 1)
    try {
      await this.#keeper?.[actions[method]](worker, level)
      return jsonAnswer(200, {})
    } catch (error) {
      return jsonAnswer(500, { message: messageOf(error) })
    }
  }
}
