import { passed } from '../base/duration.ts'
import type { Clock } from '../wait/clock.ts'
import { ABSENT } from '../wait/wait-for-state.ts'
import type { ChangingLines } from './changing-lines.ts'
import type { WaitingEvent } from './resource-events.ts'

export interface WaitingLinesOptions {
  readonly lines: ChangingLines
  readonly clock: Clock
  /** Whether a wait has a line that changes in place. */
  readonly inPlace: boolean
}

/** Shows what is waited for, how long it has taken and how long it takes as a rule. */
export interface WaitingLines {
  /** A look has been taken. */
  look(event: WaitingEvent): void
  /** Another line has told of it, `elapsedMs` after its wait began. */
  told(what: string, elapsedMs: number): void
  over(what: string): void
  /** Nothing is waited for any more, however the waits ended. */
  allOver(): void
}

/** How often the line on a terminal changes, in milliseconds: also between two looks, so that one sees that it lives. */
const TICK_MS = 1_000

/** Between two lines in a log, in milliseconds: each pause is twice the one before. */
const LOG_PAUSE_MS = { first: 60_000, longest: 300_000 }

export function waitingLines(options: WaitingLinesOptions): WaitingLines {
  return options.inPlace ? linesInPlace(options) : linesInLog(options)
}

function linesInPlace({ lines, clock }: WaitingLinesOptions): WaitingLines {
  const waits = new Map<string, { readonly event: WaitingEvent; readonly at: number }>()
  let cancelTick: (() => void) | undefined

  const lineOf = ({ event, at }: { readonly event: WaitingEvent; readonly at: number }) =>
    [keyOf(event.what), textOf(event, event.elapsedMs + clock.now() - at)] as const
  const tick = () => {
    lines.show(...[...waits.values()].map(lineOf))
    cancelTick = waits.size > 0 ? clock.after(TICK_MS, tick, { isIdle: true }) : undefined
  }
  const over = (what: string) => {
    if (waits.delete(what)) lines.drop(keyOf(what))
    if (waits.size > 0) return
    cancelTick?.()
    cancelTick = undefined
  }
  return {
    look(event) {
      if (event.state === event.wanted) return over(event.what)
      const isNew = !waits.has(event.what)
      const wait = { event, at: clock.now() }
      waits.set(event.what, wait)
      if (isNew) lines.show(lineOf(wait))
      cancelTick ??= clock.after(TICK_MS, tick, { isIdle: true })
    },
    told() {},
    over,
    allOver: () => [...waits.keys()].forEach(over),
  }
}

function linesInLog({ lines }: WaitingLinesOptions): WaitingLines {
  const waits = new Map<string, { readonly toldMs: number; readonly pauseMs: number }>()
  const ofWait = (what: string) => waits.get(what) ?? { toldMs: 0, pauseMs: LOG_PAUSE_MS.first }
  return {
    look(event) {
      const { what, state, wanted, elapsedMs } = event
      if (state === wanted) return void waits.delete(what)
      const { toldMs, pauseMs } = ofWait(what)
      if (elapsedMs - toldMs < pauseMs) return
      lines.show([keyOf(what), textOf(event, elapsedMs)])
      waits.set(what, { toldMs: elapsedMs, pauseMs: Math.min(LOG_PAUSE_MS.longest, pauseMs * 2) })
    },
    told: (what, toldMs) => void waits.set(what, { ...ofWait(what), toldMs }),
    over: (what) => void waits.delete(what),
    allOver: () => waits.clear(),
  }
}

const keyOf = (what: string) => `waiting ${what}`

/** The time comes first: the end may be cut off. */
function textOf({ what, wanted, state, expectedMs }: WaitingEvent, elapsedMs: number): string {
  return `waiting ${passed(elapsedMs, expectedMs)}: ${what} ${inWords(state, wanted)}`
}

function inWords(state: string, wanted: string): string {
  if (state === 'unanswered') return 'gives no answer'
  if (state === 'throttled') return 'wants to be asked less often'
  if (state === ABSENT) return 'is not there yet'
  return wanted === ABSENT ? `is ${state}, to be gone` : `is ${state}`
}
