import type { Clock } from '../wait/clock.ts'
import type { RunEvent } from './events.ts'
import { receipt } from './receipt.ts'

const RECORDED = [
  'dataset-loaded',
  'resource-created',
  'resource-reused',
  'resource-given',
  'resource-step',
  'resource-deleted',
  'resource-kept',
] as const

/** An event that a report lists. */
export type RecordedStep = Extract<RunEvent, { readonly type: (typeof RECORDED)[number] }>

/** What has been done in a run so far. */
export interface RunRecord {
  note(event: RunEvent): void
  /** In their order; none where the run had no resource of which anything was told: stand-ins need no report. */
  readonly steps: readonly RecordedStep[]
  /** What it has cost, in lines; none where nothing did. */
  readonly receipt: readonly string[]
}

export function runRecord(clock?: Clock): RunRecord {
  const steps: RecordedStep[] = []
  const costs = receipt(clock)
  return {
    note(event) {
      costs.note(event)
      if (isRecorded(event)) steps.push(event)
    },
    get receipt() {
      return costs.lines
    },
    get steps() {
      return steps.some(({ type }) => type.startsWith('resource-')) ? steps : []
    },
  }
}

const isRecorded = (event: RunEvent): event is RecordedStep =>
  (RECORDED as readonly RunEvent['type'][]).includes(event.type)
