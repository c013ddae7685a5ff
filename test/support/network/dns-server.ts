import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** What a question is answered with; a function decides when, and may never call `send`. */
export type DnsAnswer = '127.0.0.1' | { readonly ns: string } | 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'silence'

const types: Readonly<Record<number, string>> = { 1: 'A', 2: 'NS', 28: 'AAAA' }
const codes: Readonly<Record<string, number>> = { SERVFAIL: 2, NXDOMAIN: 3 }

export interface DnsServer {
  /** `127.0.0.1:port`, as `Resolver.setServers` takes it. */
  readonly address: string
  /** The names and types that were asked for: `example.test A`. */
  readonly questions: string[]
  /** Answers the questions that it was silent to, which may be too late for who asked. */
  answerLate(answer: DnsAnswer): void
}

/**
 * A DNS server over UDP on 127.0.0.1. Its answers are written down beforehand, and the last one stays; or they depend on
 * the question. It ends with the test.
 */
export async function startDnsServer(
  answers: readonly DnsAnswer[] | ((question: string) => DnsAnswer),
): Promise<DnsServer> {
  const script = typeof answers === 'function' ? [] : [...answers]
  const questions: string[] = []
  const unanswered: { readonly query: Buffer; readonly from: RemoteInfo }[] = []
  const socket = createSocket('udp4')
  const reply = (query: Buffer, from: RemoteInfo, answer: DnsAnswer) =>
    socket.send(answerTo(query, answer), from.port, from.address)
  socket.on('message', (query, from) => {
    const question = questionOf(query)
    questions.push(question)
    const scripted = script.length > 1 ? script.shift() : script[0]
    const answer = typeof answers === 'function' ? answers(question) : (scripted ?? 'silence')
    if (answer === 'silence') unanswered.push({ query, from })
    else reply(query, from, answer)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    answerLate(answer) {
      for (const { query, from } of unanswered.splice(0)) reply(query, from, answer)
    },
  }
}

/** Where the question ends: after the header of 12 bytes, the labels, and two numbers. */
function questionEnd(query: Buffer): number {
  let at = 12
  while (query[at]) at += 1 + query[at]!
  return at + 5
}

function questionOf(query: Buffer): string {
  const labels: string[] = []
  let at = 12
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return `${labels.join('.').toLowerCase()} ${types[query.readUInt16BE(at + 1)]}`
}

/** The question sent back, with the answer's code, and one address that nobody is to remember. */
function answerTo(query: Buffer, answer: DnsAnswer): Buffer {
  const question = query.subarray(12, questionEnd(query))
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  const code = typeof answer === 'string' ? codes[answer] : undefined
  header.writeUInt16BE(0x8180 | (code ?? 0), 2)
  header.writeUInt16BE(1, 4)
  const hasAddress = answer === '127.0.0.1'
  header.writeUInt16BE(hasAddress || typeof answer === 'object' ? 1 : 0, 6)
  if (typeof answer === 'object') return Buffer.concat([header, question, nameServer(answer.ns)])
  const isV6 = question.readUInt16BE(question.length - 4) === 28
  const address = isV6 ? [0, 16, ...new Array(15).fill(0), 1] : [0, 4, 127, 0, 0, 1]
  const record = Buffer.from([0xc0, 12, 0, isV6 ? 28 : 1, 0, 1, 0, 0, 0, 0, ...address])
  return Buffer.concat(hasAddress ? [header, question, record] : [header, question])
}

function nameServer(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  const encoded = Buffer.concat([...labels, Buffer.of(0)])
  return Buffer.concat([Buffer.from([0xc0, 12, 0, 2, 0, 1, 0, 0, 0, 0, 0, encoded.length]), encoded])
}
