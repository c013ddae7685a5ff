import { Agent, request } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import type { EngineAddress } from '../base/engine-address.ts'
import { answeredStatus } from './messages.ts'

export interface EngineQuestion {
  readonly path: string
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/**
 * Asks an engine directly, without a gate, and returns its answer as JSON. Never uses a proxy: `fetch` and Node's own agents
 * take HTTP_PROXY where NODE_USE_ENV_PROXY is set, for loopback too. Fails with the socket's error, with the signal's reason, or
 * with an Error for any status that is not 2xx.
 */
export async function askEngine(engine: EngineAddress, question: EngineQuestion): Promise<unknown> {
  const { status, said } = await answerOf(engine, question)
  if (Math.floor(status / 100) !== 2) throw new Error(answeredStatus(question.path, status))
  return JSON.parse(said)
}

/** Asks as `askEngine` does, and returns the status, whatever it is. */
export async function statusOf(engine: EngineAddress, question: EngineQuestion): Promise<number> {
  return (await answerOf(engine, question)).status
}

interface Answer {
  readonly status: number
  readonly said: string
}

async function answerOf(
  { host, port, authorization, speaksTls = false }: EngineAddress,
  { path, method = 'GET', headers = {}, body, signal }: EngineQuestion,
): Promise<Answer> {
  const question = { host, port, path, method, signal }
  return new Promise<Answer>((resolve, reject) => {
    const all = { ...question, headers: { ...headers, ...(authorization !== undefined && { authorization }) } }
    const asked = speaksTls
      ? // Everybody knows the keys of an image's demonstration certificates, so that they prove nothing.
        tlsRequest({ ...all, agent: new TlsAgent({ rejectUnauthorized: false }) })
      : request({ ...all, agent: new Agent() })
    // Not `once`: a socket can fail again after the answer.
    asked.on('error', reject)
    asked.once('response', (response) => {
      text(response).then((said) => resolve({ status: response.statusCode ?? 0, said }), reject)
    })
    asked.end(body)
  })
}
