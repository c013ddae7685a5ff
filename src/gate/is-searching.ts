import type { Task } from '../base/engine-task.ts'
import { sha256 } from '../sigv4/canonical-request.ts'
import type { Upstream } from './relay/upstream.ts'
import type { IsSearching } from './rules/search-share.ts'

/** How long an engine that is busy may take to list its tasks, in milliseconds. */
const ANSWER_MS = 10_000

/** All searches, and what each has begun for itself. */
const TARGET = '/_tasks?actions=indices:data/read/*&group_by=none&filter_path=tasks.headers,tasks.running_time_in_nanos'

/** Of no body. */
const bodySha256 = sha256('')

/** What of a task is asked for. */
type Searched = Pick<Task, 'headers' | 'running_time_in_nanos'>

/** Asks an OpenSearch engine which searches it is at. */
export function isSearchingIn(upstream: Upstream): IsSearching {
  return async (opaqueId, agoMs) => {
    const { headers } = await upstream.prepare({ method: 'GET', target: TARGET, headers: [], bodySha256 })
    const signal = AbortSignal.timeout(ANSWER_MS)
    const connections = upstream.connections()
    const { statusCode, body } = await connections.request({
      ...{ method: 'GET', path: TARGET, signal },
      headers: Object.fromEntries(headers),
    })
    const said = await body.text()
    if (statusCode !== 200) throw new Error(`${TARGET} answered ${statusCode}`)
    const { tasks = [] } = JSON.parse(said) as { readonly tasks?: readonly Searched[] }
    return tasks.some(
      (task) => task.headers?.['X-Opaque-Id'] === opaqueId && task.running_time_in_nanos >= agoMs * 1_000_000,
    )
  }
}
