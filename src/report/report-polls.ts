import type { WaitOptions } from '../wait/wait-for-state.ts'
import type { Reporter } from './events.ts'

export interface ToldWait {
  /** As its cleanup step names it: `OpenSearch domain vaf-airports-8f3a1c-1`. */
  readonly what: string
  /** The state that is waited for; `absent` for a removal. */
  readonly wanted: string
  /** How long such a wait takes as a rule, in milliseconds; absent where nobody knows. */
  readonly expectedMs?: number | undefined
}

type OnPoll = NonNullable<WaitOptions<never>['onPoll']>

/** Words of a wait for a look that saw nothing of the resource; its state is still the one seen before. */
const NOTHING_SEEN = ['throttled', 'unanswered']

/** Tells a reporter of a wait: the `onPoll` of one `waitForState`. */
export function reportPolls(report: Reporter, { what, wanted, expectedMs }: ToldWait): OnPoll {
  let last: string | undefined
  return ({ state, detail, elapsedMs }) => {
    if (state !== last && !NOTHING_SEEN.includes(state)) {
      report({ type: 'resource-state', what, state, ...(detail !== undefined && { detail }), elapsedMs })
      last = state
    }
    report({ type: 'waiting', what, wanted, state, elapsedMs, ...(expectedMs !== undefined && { expectedMs }) })
  }
}
