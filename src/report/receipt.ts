import { duration } from '../base/duration.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { aboutDollars, type Cost, costOf, costOfAnHour } from './cost.ts'
import type { RunEvent } from './events.ts'

/** What a run's resources have cost, as far as it has had them. */
export interface Receipt {
  note(event: RunEvent): void
  /** A heading, a line for each resource, and the sum of more than one; none where nothing costs. */
  readonly lines: readonly string[]
}

interface Item {
  readonly cost: Cost
  /** When this run has asked for it; absent for one that was there before. */
  readonly since?: number
  until?: number
  /** Whether it was ever there: what was asked for need not have come to be. */
  isSeen: boolean
  end?: 'deleted' | 'kept' | 'at rest'
}

/** Adds up from when each resource is asked for until it is gone, or left to later runs. */
export function receipt(clock: Clock = systemClock): Receipt {
  const items = new Map<string, Item>()
  const end = (what: string, how: NonNullable<Item['end']>) => {
    const item = items.get(what)
    if (item) Object.assign(item, { isSeen: true, until: clock.now(), end: how } satisfies Partial<Item>)
  }
  return {
    note(event) {
      switch (event.type) {
        case 'resource-asked':
          if (event.cost) items.set(event.what, { cost: event.cost, since: clock.now(), isSeen: false })
          return
        case 'resource-reused':
          if (event.cost) items.set(event.what, { cost: event.cost, isSeen: true })
          return
        case 'resource-state':
        case 'resource-created': {
          const item = items.get(event.what)
          if (item) item.isSeen = true
          return
        }
        case 'resource-deleted':
          return end(event.what, 'deleted')
        case 'resource-kept':
          return end(event.what, event.isAtRest ? 'at rest' : 'kept')
      }
    },
    get lines() {
      const now = clock.now()
      const seen = [...items].filter(([, { isSeen }]) => isSeen)
      if (seen.length === 0) return []
      const paid = seen.map(([, item]) => item).filter((item) => sumOf(item, now) !== undefined)
      return [
        'what this run cost, estimated:',
        ...seen.map(([what, item]) => `- ${what}: ${itemLine(item, now)}`),
        ...(paid.length > 1 ? [`- ${inAll(paid, now)} in all`] : []),
      ]
    },
  }
}

const sumOf = ({ cost, since, until }: Item, now: number): number | undefined =>
  since === undefined ? undefined : costOf(cost, (until ?? now) - since)

function inAll(items: readonly Item[], now: number): string {
  const usd = items.reduce((sum, item) => sum + (sumOf(item, now) ?? 0), 0)
  return `${items.some(({ cost }) => isAtMost(cost)) ? 'at most ' : ''}${aboutDollars(usd)}`
}

const isAtMost = (cost: Cost): boolean => 'isAtMost' in cost && cost.isAtMost === true

function itemLine(item: Item, now: number): string {
  const { cost, since, until, end } = item
  const parts: string[] = []
  if (since !== undefined) {
    const usd = sumOf(item, now)
    const price = usd === undefined ? costOfAnHour(cost) : inAll([item], now)
    parts.push(`${duration((until ?? now) - since)}, ${price}`)
  }
  if (end === 'at rest') parts.push('it stays at rest, where only its storage costs')
  if (end === 'kept') parts.push(`it stays and goes on costing: ${costOfAnHour(cost)}`)
  if (end === undefined) parts.push(`it was not seen to be gone, and may go on costing: ${costOfAnHour(cost)}`)
  return parts.join('; ')
}
