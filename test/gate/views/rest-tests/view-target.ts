import { Agent } from 'node:https'
import type { Endpoint } from '../../../../src/base/endpoint.ts'
import { ownPaths } from '../../../../src/gate/gate.ts'
import type { Layer } from '../../../../src/gate/views/view.ts'
import type { ViewRequest } from '../../../../src/gate/views/view-request.ts'
import { call, type Draft } from '../../open-test-gate.ts'
import type { AskEngine } from './ask-engine.ts'
import { emptyEngine } from './empty-engine.ts'
import { restAnswer } from './rest-answer.ts'
import type { RestTarget } from './run-rest-test.ts'

/** The prefix of the run that these views are of. */
export const RUN_PREFIX = 'vaf-rest0-'

/** A gate as one worker sees it, with a view of its own for each test, over the layers of that time. What a test has made is removed when the next begins. */
export function viewTarget(
  endpoint: Endpoint,
  worker: number,
  ask: AskEngine,
  layers: () => readonly Layer[] = () => [],
  empty: typeof emptyEngine = emptyEngine,
): RestTarget & { close(): Promise<void> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = (draft: Draft) => call(endpoint, { ...draft, worker, agent })
  const path = `${ownPaths.views}rest`
  let count = 0
  let prefix: string | undefined
  const end = async () => {
    if (prefix === undefined) return
    await own({ method: 'DELETE', path })
    await empty(ask, prefix)
    prefix = undefined
  }
  return {
    send: async ({ method, target, headers, body }) => {
      const reply = await send({ method, path: target, headers, ...(body !== undefined && { body }) })
      const { 'content-type': type = '', warning = [] } = reply.headers
      return restAnswer(reply.status, type, [warning].flat(), reply.body)
    },
    reset: async () => {
      await end()
      count += 1
      prefix = `${RUN_PREFIX}w${worker}-t${count}-`
      const view: ViewRequest = { prefix, layers: layers() }
      await own({ method: 'PUT', path, body: JSON.stringify(view) })
    },
    close: async () => {
      await end()
      agent.destroy()
    },
  }

  async function own(draft: Draft): Promise<void> {
    const { status, body } = await send(draft)
    if (status !== 200) throw new Error(`${draft.method} ${path}: ${status} ${body}`)
  }
}
