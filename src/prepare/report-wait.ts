import type { Reporter } from '../report/events.ts'

/** What tells that others come first; `what` waits: `Dataset airports`. */
export function tellWait(report: Reporter, what: string): (before: number) => void {
  return (before) => report({ type: 'dataset-waiting', what, before })
}
