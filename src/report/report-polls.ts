import type { WaitOptions } from '../wait/wait-for-state.ts'
import type { Reporter } from './events.ts'

export interface ReportedWait {
  /** The resource, as its cleanup step names it: `OpenSearch domain vaf-airports-8f3a1c-1`. */
  readonly what: string
  /** The state that the run waits for; `absent` for a removal. */
  readonly wanted: string
  /** How long such a wait usually takes, in milliseconds; absent where that is not known. */
  readonly expectedMs?: number | undefined
}

type OnPoll = NonNullable<WaitOptions<never>['onPoll']>

/** States of a poll that saw nothing of the resource, whose state is still the one seen before. */
const NOTHING_SEEN = ['throttled', 'unanswered']

/** Reports the polls of one wait: the `onPoll` of `waitForState`. */
export function reportPolls(report: Reporter, { what, wanted, expectedMs }: ReportedWait): OnPoll {
  let last: string | undefined
  return ({ state, detail, elapsedMs }) => {
    if (state !== last && !NOTHING_SEEN.includes(state)) {
      report({ type: 'resource-state', what, state, ...(detail !== undefined && { detail }), elapsedMs })
      last = state
    }
    report({ type: 'waiting', what, wanted, state, elapsedMs, ...(expectedMs !== undefined && { expectedMs }) })
  }
}
