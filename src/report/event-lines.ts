import type { RunEvent } from './events.ts'
import * as messages from './messages.ts'

/** The line for an event of a run, and the lines that belong to it; none for an event that is not shown by itself. */
export function eventLines(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'resource-asked':
      return [messages.resourceRequested(event.what, event.cost)]
    case 'resource-state':
      return [messages.stateSeen(event.what, event.state, event.elapsedMs, event.detail)]
    case 'resource-created':
      return [messages.resourceCreated(event.what, event.elapsedMs)]
    case 'resource-reused':
      return [messages.resourceReused(event.what, event.elapsedMs)]
    case 'resource-given':
      return [messages.resourceGiven(event.what, event.elapsedMs)]
    case 'resource-step':
      return [messages.resourceStep(event.what, event.step, event.elapsedMs)]
    case 'resource-deleted':
      return [messages.resourceDeleted(event.what, event.elapsedMs)]
    case 'resource-kept':
      return [messages.resourceKept(event.what, event.why, event.elapsedMs)]
    case 'ready':
      return [messages.ready(event.resource, event.version, event.startedInMs)]
    case 'dataset-changed':
      return [messages.datasetChanged(event.dataset)]
    case 'dataset-waiting':
      return [messages.datasetWaiting(event.what, event.before)]
    case 'dataset-loading':
      return [messages.datasetLoading(event.dataset, event.loaded, event.total)]
    case 'dataset-loaded':
      return [messages.datasetLoaded(event.dataset, event.contents, event.elapsedMs)]
    case 'run-ready':
      return [messages.readyForTests(event.target, event.elapsedMs)]
    case 'warning':
      return [messages.warning(event.message)]
    case 'engines-stopped':
      return event.message.split('\n')
    case 'requests-rejected':
      return [messages.requestsRejected(event.count)]
    case 'interrupted':
      return messages.interrupted(event.signal, event.remaining)
    case 'abandoned':
      return messages.abandoned(event.by, event.remaining)
    case 'cleanup-proved':
      return messages.cleanupProved(event.removed, event.elapsedMs, event.proof, event.kept)
    default:
      return []
  }
}
