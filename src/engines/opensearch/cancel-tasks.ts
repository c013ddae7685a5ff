import type { EngineAddress } from '../../base/engine-address.ts'
import { cancelPath, isMarked, type Task } from '../../base/engine-task.ts'
import { askEngine } from '../ask-engine.ts'

/** How long a busy engine may take to cancel its tasks, in milliseconds. */
const ANSWER_MS = 10_000

/**
 * Cancels the background writes of a run in an OpenSearch engine: every cancellable task whose `X-Opaque-Id` starts with the
 * mark that the run's gate sets. Does not wait until they have ended. Fails as `askEngine` does.
 */
export async function cancelTasks(engine: EngineAddress, mark: string): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MS)
  const path = '/_tasks?actions=indices:data/write/*&detailed=true&group_by=none'
  const { tasks = [] } = (await askEngine(engine, { path, signal })) as { readonly tasks?: readonly Task[] }
  const found = tasks.filter((task) => task.cancellable && isMarked(task, mark))
  await Promise.allSettled(found.map((task) => askEngine(engine, { path: cancelPath(task), method: 'POST', signal })))
}
