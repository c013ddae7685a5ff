import { duration } from '../base/duration.ts'
import type { RunEvent } from './events.ts'
import type { ResourceEvent } from './resource-events.ts'
import { resourceLine } from './resource-lines.ts'
import type { RecordedStep } from './run-record.ts'

/** What an event of the run is told in: a line, and what belongs to it. None for one that says nothing by itself. */
export function runLines(event: Exclude<RunEvent, ResourceEvent>): readonly string[] {
  switch (event.type) {
    case 'ready':
      return [`${event.resource} ${event.version} ${readiness(event.startedInMs)}, client validated`]
    case 'dataset-changed':
      return [`dataset ${event.dataset} has changed, and is loaded again`]
    case 'dataset-waiting':
      return [
        `${event.what} waits for ${event.before === 1 ? 'one other load' : `${event.before} other loads`}, of other runs most likely`,
      ]
    case 'dataset-loading':
      return [`dataset ${event.dataset}: ${count(event.loaded)} of ${count(event.total)} elements loaded`]
    case 'dataset-loaded':
      return [`dataset ${event.dataset}: ${event.contents} in ${duration(event.elapsedMs)}`]
    case 'run-ready':
      return [`target ${event.target} ready for tests after ${duration(event.elapsedMs)}`]
    case 'warning':
      return [`warning: ${event.message}`]
    case 'engines-stopped':
      return event.message.split('\n')
    case 'requests-refused':
      return [
        `the gate rejected ${event.count === 1 ? '1 request' : `${count(event.count)} requests`} of tests; the failure of a test says which were its own`,
      ]
    case 'interrupted':
      return [`${event.signal}: removing what is there; once more exits at once`, ...event.remaining.map(bullet)]
    case 'abandoned':
      return [
        `${ending[event.by]}; ${event.remaining.length > 0 ? 'not yet seen to be gone:' : 'nothing was left'}`,
        ...event.remaining.map(bullet),
      ]
    case 'cleanup-proved':
      return [
        `cleanup proved in ${duration(event.elapsedMs)}, ${event.removed.length > 0 ? 'nothing left of:' : 'nothing had been made'}`,
        ...event.removed.map(bullet),
        ...(event.proof ?? []),
        ...(event.kept ? [event.kept] : []),
      ]
    default:
      return []
  }
}

/** What was done in a run, a step to a line; none where there is nothing to report. */
export function reportLines(steps: readonly RecordedStep[]): readonly string[] {
  if (steps.length === 0) return []
  return ['this run, step by step:', ...steps.map((step) => bullet(recordedLine(step)))]
}

const recordedLine = (step: RecordedStep) =>
  step.type === 'dataset-loaded' ? `${runLines(step)[0]}` : resourceLine(step)
const ending = {
  signal: 'exits at once',
  exit: 'the process exits before the cleanup, by process.exit() or an error that nothing has caught',
} as const
const readiness = (startedInMs?: number) =>
  startedInMs === undefined ? 'was running' : `ready in ${duration(startedInMs)}`
const count = (number: number) => number.toLocaleString('en')
const bullet = (text: string) => `- ${text}`
