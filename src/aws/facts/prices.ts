import type { DatedFact } from './dated-fact.ts'

export const fact: DatedFact = {
  what: 'on-demand prices of instances, volumes and capacity units',
  asOf: '2026-03-31',
  source: 'https://aws.amazon.com/opensearch-service/pricing/ and https://aws.amazon.com/neptune/pricing/',
}

/** The month of the price tables, as an estimate names it: `March 2026`. Actual prices may differ anyway. */
const LIST_PRICES_OF = new Date(fact.asOf).toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/**
 * On-demand prices in us-east-1, in US dollars an hour, as public tables of others give them: AWS's own price pages were
 * not read for it. Of prices that differ, the higher. Only what tests take as a rule. `NCU` is one Neptune capacity unit.
 */
const listPrices: Readonly<Record<string, number>> = {
  't3.small.search': 0.036,
  't3.medium.search': 0.073,
  'm5.large.search': 0.142,
  'm6g.large.search': 0.128,
  'm6g.xlarge.search': 0.256,
  'r5.large.search': 0.186,
  'r6g.large.search': 0.167,
  'db.t3.medium': 0.098,
  'db.t4g.medium': 0.093,
  'db.r5.large': 0.348,
  'db.r5.xlarge': 0.696,
  NCU: 0.1608,
}

/** One GiB of a domain's gp3 volume, in US dollars an hour: listed by the month of 730 hours. */
const VOLUME_GIB = 0.122 / 730

/** What a region costs, compared with us-east-1: where it is not the same, coarse and rather too high. */
function factorOf(region: string): number {
  if (['us-east-1', 'us-east-2', 'us-west-2'].includes(region)) return 1
  return region === 'sa-east-1' ? 1.7 : 1.35
}

/** What things cost in a region, in US dollars an hour. */
export interface PriceList {
  /** Of an instance type or class, or of `NCU`; `undefined`: nobody has said. */
  of(type: string): number | undefined
  readonly volumeGib: number
  /** Where the price of a type is from, in words. */
  source(type: string): string
}

/** `own` goes before the list: prices of the user's region, in US dollars an hour. */
export function priceList(region: string, own: Readonly<Record<string, number>> = {}): PriceList {
  const factor = factorOf(region)
  const listed = (type: string) => (Object.hasOwn(listPrices, type) ? listPrices[type]! * factor : undefined)
  const times = factor === 1 ? '' : `, times ${factor}`
  const isOwn = (type: string) => Object.hasOwn(own, type)
  return {
    of: (type) => (isOwn(type) ? own[type] : listed(type)),
    volumeGib: VOLUME_GIB * factor,
    source: (type) =>
      isOwn(type) ? "at the prices of 'aws.pricesPerHour'" : `at us-east-1 prices of ${LIST_PRICES_OF}${times}`,
  }
}
