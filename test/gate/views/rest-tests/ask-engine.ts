import { Agent, request } from 'undici'
import type { RunningEngine } from '../../start-engine.ts'
import { type RestAnswer, restAnswer } from './rest-answer.ts'
import type { RestRequest } from './rest-request.ts'

/** Sends requests to an engine itself. */
export interface AskEngine {
  (request: RestRequest): Promise<RestAnswer>
  close(): Promise<void>
}

export function askEngine({ port, headers: own }: RunningEngine): AskEngine {
  // Some tests make the engine wait for what never comes, half a minute long.
  const agent = new Agent({ headersTimeout: 120_000 })
  const ask = async ({ method, target, headers, body }: RestRequest) => {
    const response = await request(`http://127.0.0.1:${port}`, {
      ...{ method: method as 'GET', path: target, dispatcher: agent, headers: { ...headers, ...own } },
      ...(body !== undefined && { body }),
    })
    const { 'content-type': type = '', warning = [] } = response.headers
    const bytes = Buffer.from(await response.body.arrayBuffer())
    return restAnswer(response.statusCode, String(type), [warning].flat(), bytes)
  }
  return Object.assign(ask, { close: () => agent.close() })
}
