import { createHash, type Hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { sha256 } from '../../sigv4/canonical-request.ts'
import { type BodyBudget, BodyFile, type BodyShare } from './body-storage.ts'
import { readWhole } from './pieces.ts'

/** A body that was received to its end. */
export interface ReceivedBody {
  /** Lower-case hex. */
  readonly sha256: string
  /** `over`: longer than the service takes. `nowhere`: no room for it now. The bytes were dropped as they came. */
  readonly state: 'kept' | 'over' | 'nowhere'
  /** Why there is no room, where the file system said so. */
  readonly cause?: unknown
  /** In bytes. */
  readonly length: number
  /** The bytes, where they are in memory. */
  readonly content: Buffer | undefined
  /** The bytes, wherever they are. */
  read(): Promise<Buffer>
  /** The bytes as a stream, wherever they are. */
  stream(): Readable
  /** Gives back the room it takes. */
  close(): Promise<void>
}

const EMPTY: ReceivedBody = {
  sha256: sha256(''),
  state: 'kept',
  length: 0,
  content: Buffer.alloc(0),
  read: async () => Buffer.alloc(0),
  stream: () => Readable.from([]),
  close: async () => {},
}

/**
 * Reads a whole body, since a signature covers all of it and not a byte may go on before it is verified; what does not
 * fit into memory goes to a file. Reads a body over the limit (in bytes) to its end too: a client that is cut off while
 * it sends does not see the answer. The server's request timeout ends what never ends. Returns `undefined` where the client
 * goes away while it sends.
 */
export async function receiveBody(
  request: IncomingMessage,
  limit: number,
  budget: BodyBudget,
): Promise<ReceivedBody | undefined> {
  const { 'content-length': declared, 'transfer-encoding': encoding } = request.headers
  if (encoding === undefined && (declared === undefined || declared === '0')) {
    request.resume()
    return EMPTY
  }
  const body = new IncomingBody(limit, budget.open())
  try {
    await collect(request, body)
    return body.end()
  } catch (cause) {
    await body.close()
    if (!request.destroyed) throw cause
    return undefined
  }
}

/** By events and not by iteration, which costs more than all else that is done for a short body. */
function collect(request: IncomingMessage, body: IncomingBody): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      const written = body.append(chunk)
      if (written === undefined) return
      request.pause()
      written.then(() => request.resume(), reject)
    })
    request.once('end', resolve)
    request.once('error', reject)
    request.once('close', () => reject(new Error('The client went away.')))
  })
}

class IncomingBody {
  readonly #hash = new RunningHash()
  readonly #limit: number
  readonly #share: BodyShare
  #chunks: Buffer[] = []
  #file: BodyFile | undefined
  #length = 0
  #state: ReceivedBody['state'] = 'kept'
  #cause: unknown

  constructor(limit: number, share: BodyShare) {
    this.#limit = limit
    this.#share = share
  }

  /** Takes the next bytes; the result, where there is one, is to be waited for before more are given. */
  append(chunk: Buffer): Promise<void> | undefined {
    this.#hash.update(chunk)
    this.#length += chunk.length
    if (this.#state !== 'kept') return undefined
    const place = this.#length > this.#limit ? 'over' : this.#share.take(chunk.length)
    if (place === 'over' || place === 'nowhere') return this.#drop(place)
    if (place === 'memory' && this.#file === undefined) {
      this.#chunks.push(chunk)
      return undefined
    }
    return this.#write(chunk)
  }

  async #write(chunk: Buffer): Promise<void> {
    try {
      this.#file ??= await BodyFile.open()
      for (const kept of this.#chunks.splice(0)) await this.#file.append(kept)
      await this.#file.append(chunk)
      this.#share.leaveMemory()
    } catch (cause) {
      this.#cause = cause
      await this.#drop('nowhere')
    }
  }

  async #drop(state: ReceivedBody['state']): Promise<void> {
    this.#state = state
    await this.close()
  }

  end(): ReceivedBody {
    const [first, ...others] = this.#chunks
    const content = others.length > 0 ? Buffer.concat(this.#chunks) : (first ?? Buffer.alloc(0))
    this.#chunks = []
    const file = this.#file
    const stream = () => file?.read() ?? Readable.from([content])
    return {
      sha256: this.#hash.digest(),
      state: this.#state,
      cause: this.#cause,
      length: this.#length,
      content: file === undefined && this.#state === 'kept' ? content : undefined,
      read: async () => (file === undefined ? content : readWhole({ length: this.#length, stream })),
      stream,
      close: () => this.close(),
    }
  }

  async close(): Promise<void> {
    this.#chunks = []
    this.#share.close()
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }
}

/** SHA-256 of chunks as they come. Most bodies have one, and the hash of one at once costs a sixth (Node 24). */
class RunningHash {
  #first: Buffer | undefined
  #running: Hash | undefined

  update(chunk: Buffer): void {
    if (this.#running) this.#running.update(chunk)
    else if (this.#first) {
      this.#running = createHash('sha256').update(this.#first).update(chunk)
      this.#first = undefined
    } else this.#first = chunk
  }

  /** Lower-case hex. */
  digest(): string {
    return this.#running?.digest('hex') ?? sha256(this.#first ?? '')
  }
}
