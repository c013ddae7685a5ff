import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { type Cost, costOf } from './cost.ts'
import type { RunEvent } from './events.ts'
import * as messages from './messages.ts'

/** What a run's resources have cost while the run had them. */
export interface Receipt {
  note(event: RunEvent): void
  /** A heading, a line for each resource, and a total where several have a price; none where nothing has a cost. */
  readonly lines: readonly string[]
}

interface Item {
  readonly cost: Cost
  /** When this run requested it; absent where it existed before. */
  readonly since?: number
  until?: number
  /** Whether it ever existed: a request can fail. */
  isSeen: boolean
  end?: 'deleted' | 'kept' | 'stopped'
}

/** Counts from the request for each resource until it is gone, or is left to later runs. */
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
          return end(event.what, event.isAtRest ? 'stopped' : 'kept')
      }
    },
    get lines() {
      const seen = [...items].filter(([, { isSeen }]) => isSeen)
      if (seen.length === 0) return []
      const listed = seen.map(([what, item]) => paidFor(what, item, clock.now()))
      return messages.receipt(listed.map(messages.receiptItem), totalOf(listed))
    },
  }
}

function paidFor(what: string, { cost, since, until, end }: Item, now: number): messages.ReceiptItem {
  const paidMs = since === undefined ? undefined : (until ?? now) - since
  return { what, cost, end, paidMs, usd: paidMs === undefined ? undefined : costOf(cost, paidMs) }
}

/** The total of what has a price; `undefined` where that are fewer than two resources. */
function totalOf(items: readonly messages.ReceiptItem[]): string | undefined {
  const priced = items.filter(({ usd }) => usd !== undefined)
  if (priced.length < 2) return undefined
  const usd = priced.reduce((sum, item) => sum + (item.usd ?? 0), 0)
  return messages.sum(
    usd,
    priced.some(({ cost }) => 'isAtMost' in cost && cost.isAtMost === true),
  )
}
