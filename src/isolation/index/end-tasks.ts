import { cancelPath, idOf, isMarked, type Task } from '../../base/engine-task.ts'
import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { messageOf, NamespaceError } from '../../errors/errors.ts'
import type { Clock } from '../../wait/clock.ts'
import { systemClock } from '../../wait/clock.ts'
import { sleep } from '../../wait/sleep.ts'
import * as messages from '../messages.ts'
import type { Prefixes } from './under-prefix.ts'

export interface EndTasksOptions {
  /** How long the engine may take to end them, in milliseconds; default 30,000. */
  readonly timeoutMs?: number
  /** Takes away what tasks wait for that cannot be cancelled, such as their index; default nothing. */
  readonly release?: () => Promise<unknown>
  readonly clock?: Clock
}

/** How much of a description it repeats, in characters. */
const MOST_TEXT = 200

/** Between two polls, in milliseconds. */
const POLL_MS = 50

/** How long tasks may take to end before `release` is called, and called again, in milliseconds. */
const RELEASE_MS = 500

/**
 * Ends what the engine does for a namespace: every task whose `X-Opaque-Id` starts with the prefix, as a gate marks what
 * it passes on, and every one that changes an index under it. What can be cancelled is, with whatever it has begun; the
 * rest is waited for. So what was started with `wait_for_completion=false`, or given up by its client, changes nothing
 * from here on.
 *
 * Fails with a NamespaceError that names the tasks that have not ended in time, or with the client's error.
 */
export async function endTasks(
  client: OpenSearchRequests,
  prefix: Prefixes,
  { timeoutMs = 30_000, release, clock = systemClock }: EndTasksOptions = {},
): Promise<void> {
  const prefixes = [prefix].flat()
  const until = clock.now() + timeoutMs
  let releaseAt = clock.now() + RELEASE_MS
  const asked = new Set<string>()
  let rejection: unknown
  for (;;) {
    const { all, silent } = await listTasks(client, prefixes[0])
    const tasks = all.filter((task) => prefixes.some((each) => isOf(task, each)))
    if (tasks.length === 0 && silent.length === 0) return
    if (clock.now() >= until) throw endless(tasks, silent, rejection)
    for (const task of tasks) {
      const id = idOf(task)
      if (!task.cancellable || asked.has(id)) continue
      asked.add(id)
      // One that has ended meanwhile is not found. A client that may not cancel tasks waits for their end.
      await client.transport.request({ method: 'POST', path: cancelPath(task) }, { ignore: [404] }).catch((error) => {
        rejection = error
      })
    }
    if (release && clock.now() >= releaseAt) {
      await release()
      releaseAt = clock.now() + RELEASE_MS
    }
    await sleep(POLL_MS, undefined, clock)
  }
}

const FIELDS = ['node', 'id', 'action', 'description', 'cancellable', 'cancelled', 'running_time_in_nanos', 'headers']

/**
 * All tasks, and the failures of nodes that did not tell theirs. Asked by the prefix itself: a gate takes its marks out of
 * what it answers others.
 */
async function listTasks(
  client: OpenSearchRequests,
  prefix = '',
): Promise<{ all: readonly Task[]; silent: readonly unknown[] }> {
  const querystring = {
    detailed: true,
    group_by: 'none',
    filter_path: ['node_failures', ...FIELDS.map((field) => `tasks.${field}`)].join(','),
  }
  const request = { method: 'GET', path: '/_tasks', querystring } as const
  const { body } = await client.transport.request(request, { opaqueId: prefix })
  const { tasks: all = [], node_failures: silent = [] } = body as Listing
  return { all, silent }
}

interface Listing {
  readonly tasks?: readonly Task[]
  readonly node_failures?: readonly unknown[]
}

/** The asking itself. */
const aboutTasks = /^cluster:(?:monitor|admin)\/tasks\//

/** The actions that change an index or its documents. Engines synchronise the copies of an index often: that changes nothing. */
const changing = /^indices:(?:data\/write|admin\/(?!seq_no))/

function isOf(task: Task, prefix: string): boolean {
  const { action, description = '' } = task
  if (aboutTasks.test(action)) return false
  return isMarked(task, prefix) || (changing.test(action) && description.includes(prefix))
}

function endless(tasks: readonly Task[], silent: readonly unknown[], rejection: unknown): NamespaceError {
  const told = [
    ...tasks.map(toText),
    ...silent.map((failure) => `a node that does not tell its tasks: ${JSON.stringify(failure).slice(0, MOST_TEXT)}`),
  ]
  const why = rejection === undefined ? undefined : messageOf(rejection)
  return new NamespaceError(messages.tasksNotEnded(told, why, tasks.map(cancelPath)), { cause: rejection })
}

/** `indices:data/write/reindex, reindex from [a] to [b] (asked for by vaf-1-w2-, cancelled, 31 s)`. */
function toText({ action, description, cancelled, running_time_in_nanos: nanos, headers }: Task): string {
  const mark = headers?.['X-Opaque-Id']
  const state = [mark && `asked for by ${mark}`, cancelled && 'cancelled', `${Math.round(nanos / 1e9)} s`]
  const what = description ? `${action}, ${description.slice(0, MOST_TEXT)}` : action
  return `${what} (${state.filter(Boolean).join(', ')})`
}
