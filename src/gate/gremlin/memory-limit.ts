import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { type Answer, rejectionAnswer } from '../answer.ts'
import { outOfMemory } from '../service-rejections.ts'
import { formatUuid, graphBinaryRejection } from './graphbinary-request.ts'
import { graphsonRejection } from './graphson-request.ts'
import { readResponseHead } from './gremlin-response.ts'

/** How much of an answer is examined, in bytes: its message comes first, and the request that it repeats may be long. */
const LOOKED_AT = 4 * 1024

/** How long an interrupted query may take to be answered, in milliseconds. */
const ANSWER_MS = 20_000

/** What Gremlin Server says of a query that was interrupted: also of one whose time ran out. */
const INTERRUPTED = /evaluation was otherwise cancelled directly|A timeout occurred during traversal evaluation/

/** A fault of the server, an evaluation that failed, one whose time ran out. */
const mayBeLimit = (code: number) => code === 500 || code === 597 || code === 598

/** Puts what Neptune says of a query that has used up the memory in place of what Gremlin Server says of it. */
export class MemoryLimit {
  readonly #interruptedAt: () => number | undefined
  readonly #clock: Clock

  constructor(interruptedAt: () => number | undefined = () => undefined, clock: Clock = systemClock) {
    this.#interruptedAt = interruptedAt
    this.#clock = clock
  }

  /** A message of the Gremlin protocol as the client is to get it. */
  amendMessage(message: Buffer): Buffer {
    const head = readResponseHead(message)
    if (head === undefined || !mayBeLimit(head.code)) return message
    if (!this.#isLimit(message.toString('utf8', 0, LOOKED_AT))) return message
    const { requestId } = head
    if (head.isBinary) return graphBinaryRejection(Buffer.from(requestId, 'hex'), outOfMemory())
    const isTyped =
      message.subarray(0, LOOKED_AT).includes('"@type"') || message.subarray(-LOOKED_AT).includes('"@type"')
    return Buffer.from(graphsonRejection(formatUuid(requestId), outOfMemory(), isTyped ? 'v3' : 'v1'))
  }

  /** The answer to an HTTP request in the place of the engine's; `undefined`: the engine's own is right. */
  amendAnswer(status: number, body: string): Answer | undefined {
    return mayBeLimit(status) && this.#isLimit(body) ? rejectionAnswer('neptune', outOfMemory(), 'POST') : undefined
  }

  #isLimit(text: string): boolean {
    if (text.includes('Java heap space')) return true
    const at = this.#interruptedAt()
    return at !== undefined && this.#clock.now() - at < ANSWER_MS && INTERRUPTED.test(text)
  }
}
