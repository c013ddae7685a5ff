import type { Clock } from '../wait/clock.ts'
import type { ChangingLines } from './changing-lines.ts'
import * as messages from './messages.ts'
import type { WaitingEvent } from './resource-events.ts'

export interface WaitingLinesOptions {
  readonly lines: ChangingLines
  readonly clock: Clock
  /** Whether each wait has one line that changes in place; else it has a line now and then. */
  readonly inPlace: boolean
}

/** Shows each wait: its resource, the state, how long it has taken, and how long such a wait usually takes. */
export interface WaitingLines {
  /** The wait polled once more. */
  poll(event: WaitingEvent): void
  /** Another line has told of the resource, `elapsedMs` milliseconds after the wait began. */
  told(what: string, elapsedMs: number): void
  /** The wait for a resource has ended. */
  over(what: string): void
  /** All waits have ended, whether well or not. */
  allOver(): void
}

/** How often the line on a terminal changes, in milliseconds: also between two polls, to show that the run is alive. */
const TICK_MS = 1_000

/** The pauses between the lines of one wait in a log, in milliseconds: each is twice the one before, up to the longest. */
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
    poll(event) {
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
    poll(event) {
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

const textOf = ({ what, wanted, state, expectedMs }: WaitingEvent, elapsedMs: number): string =>
  messages.waiting(what, state, wanted, elapsedMs, expectedMs)
