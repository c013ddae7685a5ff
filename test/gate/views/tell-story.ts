import { request } from 'undici'
import { expect } from 'vitest'
import { ownPaths } from '../../../src/gate/gate.ts'
import type { Layer } from '../../../src/gate/views/view.ts'
import { call, openTestGate } from '../open-test-gate.ts'
import type { RunningEngine } from '../start-engine.ts'

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

/** Opens a view over these layers at a gate of its own, and sends to it. `run`: what all prefixes begin with. */
export async function toView(engine: RunningEngine, run: string, layers: readonly Layer[]): Promise<Send> {
  const { endpoint } = await openTestGate({ service: 'opensearch', engine: () => engine.address, viewsPrefix: run })
  const send: Send = async (method, path, body) => {
    const answer = await call(endpoint, {
      method,
      path,
      headers: headersOf(body),
      ...(body !== undefined && { body }),
    })
    return [answer.status, answer.body.toString()]
  }
  const [status] = await send('PUT', `${ownPaths.views}t1`, JSON.stringify({ prefix: `${run}w1-t1-`, layers }))
  expect(status).toBe(200)
  return send
}
