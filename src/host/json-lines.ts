import type { Socket } from 'node:net'

/** Calls back with each JSON value that arrives, one a line. */
export function readJsonLines<T>(socket: Socket, onValue: (value: T) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onValue(JSON.parse(line))
  })
}

/** Sends one JSON value as a line. */
export function writeJsonLine(socket: Socket, value: unknown): void {
  socket.write(`${JSON.stringify(value)}\n`)
}
