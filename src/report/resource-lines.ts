import { duration } from '../base/duration.ts'
import { type Cost, costOfAnHour } from './cost.ts'
import type { ResourceEvent, WaitingEvent } from './resource-events.ts'

/** What became of a resource, in a sentence. */
export function resourceLine(event: Exclude<ResourceEvent, WaitingEvent>): string {
  const { what } = event
  if (event.type === 'resource-asked') return `${what} is asked for${event.cost ? `: ${price(event.cost)}` : ''}`
  const time = duration(event.elapsedMs)
  switch (event.type) {
    case 'resource-state': {
      // The first look comes at once; nobody waits for that.
      const after = event.elapsedMs < 1_000 ? '' : ` after ${time}`
      return `${what} is ${event.state}${after}${event.detail ? `: ${event.detail}` : ''}`
    }
    case 'resource-created':
      return `${what} created in ${time}`
    case 'resource-reused':
      return `${what} reused, ready after ${time}`
    case 'resource-given':
      return `${what} used as given, ready after ${time}`
    case 'resource-step':
      return `${what}: ${event.step} in ${time}`
    case 'resource-deleted':
      return `${what} deleted in ${time}`
    case 'resource-kept':
      return `${what} kept, ${event.why}${event.elapsedMs < 1_000 ? '' : `, in ${time}`}`
  }
}

const price = (cost: Cost) =>
  'unpriced' in cost ? costOfAnHour(cost) : `${costOfAnHour(cost)} while it is there, ${cost.by}`
