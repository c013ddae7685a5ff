import { request } from 'undici'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import type { Layer } from '../../../src/gate/views/view.ts'
import { call } from '../open-test-gate.ts'
import type { RunningEngine } from '../start-engine.ts'
import { openGateWithViews } from './gate-with-views.ts'

/** What came of a request: its status, and its body without what no two indices have alike. */
type Answer = readonly [line: string, status: number, body: unknown]

export type Send = (method: string, path: string, body?: string) => Promise<readonly [status: number, body: string]>

/** Sends the requests of a story, a line each: `POST /a/_search {"size":1}`, or `POST /_bulk |{"index":{}}|{}` with a body in lines. */
export async function tell(story: string, send: Send): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const line of story.trim().split('\n')) {
    const [, method = '', path = '', body] = /^(\S+) (\S+)(?: (.*))?$/.exec(line)!
    const lines = body?.startsWith('|') ? `${body.slice(1).replaceAll('|', '\n')}\n` : body
    const [status, text] = await send(method, path, lines)
    answers.push([line, status, text === '' ? '' : JSON.parse(alike(text))])
  }
  return answers
}

const alike = (text: string): string =>
  text
    .replace(/"(uuid|creation_date|index_uuid|timestamp)":"[^"]*"/g, '"$1":"…"')
    .replace(/"((?:ingest_)?took|_seq_no|_primary_term)":\d+/g, '"$1":0')
    .replace(/"_id":"[\w-]{20}"/g, '"_id":"…"')
    .replace(/\[([^\s/[\]]+)\/[\w-]{22}\]/g, '[$1/…]')
    .replace(/simulate_template_index_[\w-]{22}/g, 'simulated')

const headersOf = (body: string | undefined) => ({
  'content-type': body?.endsWith('\n') ? 'application/x-ndjson' : 'application/json',
})

/** Sends to the engine itself. */
export const toEngine =
  (engine: RunningEngine): Send =>
  async (method, path, body) => {
    const answer = await request(`http://127.0.0.1:${engine.port}${path}`, {
      method: method as 'GET',
      headers: { ...engine.headers, ...headersOf(body) },
      body: body ?? null,
    })
    return [answer.statusCode, await answer.body.text()]
  }

/** Sends to a gate, with the key of worker 1. */
export const toGate =
  (endpoint: Endpoint): Send =>
  async (method, path, body) => {
    const draft = { method, path, headers: headersOf(body), ...(body !== undefined && { body }) }
    const answer = await call(endpoint, draft)
    return [answer.status, answer.body.toString()]
  }

/** Opens a view over these layers at a gate of its own, and sends to it. `run`: what all prefixes begin with. */
export async function toView(engine: RunningEngine, run: string, layers: readonly Layer[]): Promise<Send> {
  const { endpoint, viewsOf } = await openGateWithViews(run, { engine: () => engine.address })
  await viewsOf().open('t1', { prefix: `${run}w1-t1-`, layers })
  return toGate(endpoint)
}
