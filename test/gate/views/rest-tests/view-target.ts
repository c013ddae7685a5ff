import { Agent } from 'node:https'
import type { Layer } from '../../../../src/gate/views/view.ts'
import { call } from '../../open-test-gate.ts'
import type { GateWithViews } from '../gate-with-views.ts'
import type { AskEngine } from './ask-engine.ts'
import { emptyEngine } from './empty-engine.ts'
import { restAnswer } from './rest-answer.ts'
import type { RestTarget } from './run-rest-test.ts'

/** The prefix of the run that these views are of. */
export const RUN_PREFIX = 'vaf-rest0-'

/**
 * A gate as one worker sees it, with a view of its own for each test, over the layers of that time. What a test has made is
 * removed when the next begins.
 */
export function viewTarget(
  { endpoint, viewsOf }: GateWithViews,
  worker: number,
  ask: AskEngine,
  layers: () => readonly Layer[] = () => [],
  empty: (ask: AskEngine, prefix: string) => Promise<void> = emptyEngine,
): RestTarget & { close(): Promise<void> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const views = viewsOf(worker)
  let count = 0
  let prefix: string | undefined
  const end = async () => {
    if (prefix === undefined) return
    await views.end('rest')
    await empty(ask, prefix)
    prefix = undefined
  }
  return {
    send: async ({ method, target, headers, body }) => {
      const draft = { method, path: target, headers, worker, agent, ...(body !== undefined && { body }) }
      const reply = await call(endpoint, draft)
      const { 'content-type': type = '', warning = [] } = reply.headers
      return restAnswer(reply.status, type, [warning].flat(), reply.body)
    },
    reset: async () => {
      await end()
      count += 1
      prefix = `${RUN_PREFIX}w${worker}-t${count}-`
      await views.open('rest', { prefix, layers: layers() })
    },
    close: async () => {
      await end()
      agent.destroy()
    },
  }
}
