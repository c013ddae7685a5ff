import { duration } from '../base/duration.ts'
import { quotedTest } from '../base/quoted-test.ts'
import type { MutexTicket } from './mutex.ts'

/** So short a wait is not told, in milliseconds. */
const SHORT_MS = 50

/** So many tests are named. */
const NAMED = 3

/** How long a test has waited for the graph, behind whom, and what to do; `undefined` where it has hardly waited. */
export function toldWait(place: MutexTicket | undefined): string | undefined {
  if (!place || place.behind.length === 0 || place.waitedMs < SHORT_MS) return undefined
  const named = place.behind.slice(0, NAMED).map(quotedTest)
  const more = place.behind.length - named.length
  const behind = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ')
  return [
    `vitest-aws-fixtures: this test waited ${duration(place.waitedMs)} of its time for its turn on the graph${place.isAcquired ? '' : ', which did not come'}. Before it in line: ${behind}.`,
    "Tests of one file that run at the same time take turns on the graph at isolation level 'exclusive'. Give them a longer timeout, run them one after the other (without test.concurrent), or set isolation: 'partition'.",
  ].join('\n')
}
