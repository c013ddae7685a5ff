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

/** An event that the report at the end of a run lists. */
export type RecordedStep = Extract<RunEvent, { readonly type: (typeof RECORDED)[number] }>

/** The steps of a run so far, and its receipt. */
export interface RunRecord {
  note(event: RunEvent): void
  /** The steps in their order; none where the run had only stand-ins, which need no report. */
  readonly steps: readonly RecordedStep[]
  /** The lines of the receipt; none where nothing had a cost. */
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
