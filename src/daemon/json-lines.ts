import type { Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { messageOf } from '../errors/errors.ts'

export interface JsonLines {
  /** How long a line may be, in bytes. */
  readonly mostBytes: number
  readonly onValue: (value: unknown) => void
  /** Called once where a line is no JSON, or too long, with what is wrong. Nothing after it is read. */
  readonly onBadLine: (why: string) => void
}

/** Calls back with each JSON value that arrives, one a line. */
export function readJsonLines(socket: Socket, { mostBytes, onValue, onBadLine }: JsonLines): void {
  let parts: Buffer[] = []
  let length = 0
  let isBad = false

  const refuse = (why: string) => {
    isBad = true
    parts = []
    onBadLine(why)
  }
  const take = (part: Buffer) => {
    length += part.length
    if (length > mostBytes) return refuse(`A line has more than ${mostBytes} bytes.`)
    parts.push(part)
  }
  const end = () => {
    const line = new StringDecoder('utf8').end(Buffer.concat(parts))
    parts = []
    length = 0
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      return refuse(`A line is no JSON: ${messageOf(error)}.`)
    }
    onValue(value)
  }

  socket.on('data', (chunk: Buffer) => {
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1 && !isBad; at = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, at))
      from = at + 1
      if (!isBad) end()
    }
    if (!isBad) take(chunk.subarray(from))
  })
}

/** Sends one JSON value as a line. */
export function writeJsonLine(socket: Socket, value: unknown): void {
  socket.write(`${JSON.stringify(value)}\n`)
}
