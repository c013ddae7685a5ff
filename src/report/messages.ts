/** What a run prints while it works, its receipt, and what GitHub Actions shows: each function makes a line, or lines, from its facts. */
import { counted } from '../base/counted.ts'
import { duration, passed } from '../base/duration.ts'
import { ABSENT } from '../wait/wait-for-state.ts'
import type { Cost } from './cost.ts'

/** Bytes of a download so far; `bytesPerMs` is 0 where no rate is known yet. */
export function downloading(
  what: string,
  byAnother: boolean,
  receivedBytes: number,
  totalBytes: number,
  bytesPerMs: number,
): string {
  const who = byAnother ? 'another run downloads' : 'downloading'
  const rate = bytesPerMs > 0 ? `, ${(bytesPerMs / 1_000).toFixed(1)} MB/s` : ''
  return `${who} ${what}: ${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB${rate}`
}

/** A wait goes on. The time comes first: a terminal may cut the end off. */
export const waiting = (what: string, state: string, wanted: string, elapsedMs: number, expectedMs?: number): string =>
  `waiting ${passed(elapsedMs, expectedMs)}: ${what} ${inWords(state, wanted)}`

function inWords(state: string, wanted: string): string {
  if (state === 'unanswered') return 'does not answer'
  if (state === 'throttled') return 'is throttled, polling more slowly'
  if (state === ABSENT) return 'does not exist yet'
  return wanted === ABSENT ? `is ${state}, not gone yet` : `is ${state}`
}

export const resourceRequested = (what: string, cost: Cost | undefined): string =>
  `${what} requested${cost ? `: ${costOfAnHour(cost)}${'by' in cost ? ` until it is deleted, ${cost.by}` : ''}` : ''}`

/** A poll saw another state. The first poll comes at once, so its time says nothing. */
export const stateSeen = (what: string, state: string, elapsedMs: number, detail: string | undefined): string =>
  `${what} is ${state}${elapsedMs < 1_000 ? '' : ` after ${duration(elapsedMs)}`}${detail ? `: ${detail}` : ''}`

export const resourceCreated = (what: string, elapsedMs: number): string => `${what} created in ${duration(elapsedMs)}`

export const resourceReused = (what: string, elapsedMs: number): string =>
  `${what} reused, ready after ${duration(elapsedMs)}`

/** A resource of the user's own, which the options name. */
export const resourceGiven = (what: string, elapsedMs: number): string =>
  `${what} used as configured, ready after ${duration(elapsedMs)}`

export const resourceStep = (what: string, step: string, elapsedMs: number): string =>
  `${what}: ${step} in ${duration(elapsedMs)}`

export const resourceDeleted = (what: string, elapsedMs: number): string => `${what} deleted in ${duration(elapsedMs)}`

export const resourceKept = (what: string, why: string, elapsedMs: number): string =>
  `${what} kept, ${why}${elapsedMs < 1_000 ? '' : `, in ${duration(elapsedMs)}`}`

/** An engine or a service is ready; without `startedInMs` it was running already. */
export const ready = (resource: string, version: string, startedInMs: number | undefined): string =>
  `${resource} ${version} ${startedInMs === undefined ? 'was running' : `ready in ${duration(startedInMs)}`}, client validated`

export const datasetChanged = (dataset: string): string => `dataset ${dataset} has changed; loading it again`

export const datasetWaiting = (what: string, before: number): string =>
  `${what} waits for ${before === 1 ? 'one other load' : `${before} other loads`}, probably of other runs`

export const datasetLoading = (dataset: string, loaded: number, total: number): string =>
  `dataset ${dataset}: ${count(loaded)} of ${count(total)} elements loaded`

export const datasetLoaded = (dataset: string, contents: string, elapsedMs: number): string =>
  `dataset ${dataset}: ${contents} in ${duration(elapsedMs)}`

export const readyForTests = (target: string, elapsedMs: number): string =>
  `target ${target} ready for tests after ${duration(elapsedMs)}`

export const warning = (message: string): string => `warning: ${message}`

/** At the end of a run whose tests sent requests that the gate rejected. */
export const requestsRejected = (requests: number): string =>
  `the gate rejected ${counted(requests, 'request')} of tests; the failure of each test lists its own`

/** A first signal. `remaining`: what the run still has. */
export const interrupted = (signal: string, remaining: readonly string[]): readonly string[] => [
  `${signal}: cleaning up; a second signal exits at once`,
  ...remaining.map(bullet),
]

/** The cleanup does not end: a second signal came, or the process exits by itself. */
export const abandoned = (by: 'signal' | 'exit', remaining: readonly string[]): readonly string[] => [
  `${
    by === 'signal'
      ? 'exiting at once'
      : 'the process exits before the cleanup, because of process.exit() or an uncaught error'
  }; ${remaining.length > 0 ? 'these may still exist:' : 'nothing was left'}`,
  ...remaining.map(bullet),
]

/** `proof`: how the run looked for leftovers, a sentence each. `kept`: what stays for the next run, in a sentence. */
export const cleanupProved = (
  removed: readonly string[],
  elapsedMs: number,
  proof: readonly string[] = [],
  kept?: string,
): readonly string[] => [
  `cleanup proved in ${duration(elapsedMs)}, ${removed.length > 0 ? 'nothing left of:' : 'nothing had been created'}`,
  ...removed.map(bullet),
  ...proof,
  ...(kept ? [kept] : []),
]

/** The report at the end of a run; `steps` are lines of those above. */
export const stepByStep = (steps: readonly string[]): readonly string[] => [
  'this run, step by step:',
  ...steps.map(bullet),
]

/** A reporter has thrown. */
export const reporterFailed = (message: string): string =>
  `aws-fixtures: a reporter failed and is switched off; the run goes on: ${message}`

/** The price of an hour, in no more digits than are known. */
export function costOfAnHour(cost: Cost): string {
  if ('unpriced' in cost) return `price of ${cost.unpriced} unknown (set it in 'aws.pricesPerHour')`
  const { perHourUsd, isAtMost } = cost
  const shown = perHourUsd < 0.1 ? `${Number(perHourUsd.toPrecision(2))}` : perHourUsd.toFixed(2)
  return `${isAtMost ? 'at most ' : ''}${about(perHourUsd, shown)} an hour`
}

/** The receipt; `items` are made by `receiptItem`, `total` by `sum`, where several have a price. */
export const receipt = (items: readonly string[], total: string | undefined): readonly string[] => [
  'estimated cost of this run:',
  ...items.map(bullet),
  ...(total === undefined ? [] : [bullet(`${total} in total`)]),
]

/** A sum in whole cents. */
export const sum = (usd: number, isAtMost: boolean): string =>
  `${isAtMost ? 'at most ' : ''}${about(usd, usd.toFixed(2))}`

/** What a resource costs in this run. */
export interface ReceiptItem {
  readonly what: string
  readonly cost: Cost
  /** How long this run has paid for it, in milliseconds; absent where it existed before. */
  readonly paidMs?: number | undefined
  /** What that cost, in US dollars; absent where it existed before, or has no price. */
  readonly usd?: number | undefined
  /** What became of it; absent where nobody saw that it is gone. */
  readonly end?: 'deleted' | 'kept' | 'stopped' | undefined
}

export function receiptItem({ what, cost, paidMs, usd, end }: ReceiptItem): string {
  const isAtMost = 'perHourUsd' in cost && cost.isAtMost === true
  const price = usd === undefined ? costOfAnHour(cost) : sum(usd, isAtMost)
  const parts = paidMs === undefined ? [] : [`${duration(paidMs)}, ${price}`]
  if (end === 'stopped') parts.push('it stays stopped, only its storage costs')
  if (end === 'kept') parts.push(`it stays and goes on costing: ${costOfAnHour(cost)}`)
  if (end === undefined) parts.push(`it may still exist and go on costing: ${costOfAnHour(cost)}`)
  return `${what}: ${parts.join('; ')}`
}

/** The title of the group of lines, in GitHub Actions, while resources are created or found. */
export const provisioningGroup = (target: string): string => `vitest-aws-fixtures: provisioning target ${target}`
/** The title of the group of lines while they are removed. */
export const removalGroup = (): string => 'vitest-aws-fixtures: removing the resources of the run'
/** The titles of annotations. */
export const annotationTitle = (): string => 'vitest-aws-fixtures'
export const runFailedTitle = (): string => 'vitest-aws-fixtures: the target could not be provisioned'
export const abandonedTitle = (): string => 'vitest-aws-fixtures: these may still exist'
export const unprovedTitle = (): string => 'vitest-aws-fixtures: cleanup not proved'

/** The lines of the job's summary in Markdown, but for its table and lists. */
export const summaryHeading = (target: string): string => `### vitest-aws-fixtures: target ${target}`
export const summaryProved = (elapsedMs: number): string =>
  `✅ Cleanup proved in ${duration(elapsedMs)}, nothing left of:`
export const summaryUnproved = (elapsedMs: number): string =>
  `❌ The cleanup could not be proved (${duration(elapsedMs)}):`

const count = (number: number) => number.toLocaleString('en')
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)
const bullet = (text: string) => `- ${text}`
const about = (usd: number, shown: string) => (usd < 0.01 ? 'less than $0.01' : `about $${shown}`)
