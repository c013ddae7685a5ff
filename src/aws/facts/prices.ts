import type { Cost } from '../../report/cost.ts'
import type { ClusterSpec } from '../cluster/spec.ts'
import type { DomainSpec } from '../domain/spec.ts'
import * as messages from '../messages.ts'
import type { DatedFact } from './dated-fact.ts'

export const fact: DatedFact = {
  what: 'on-demand prices of instances, volumes and capacity units',
  asOf: '2026-03-31',
  source: 'https://aws.amazon.com/opensearch-service/pricing/ and https://aws.amazon.com/neptune/pricing/',
}

/** The month of the price tables, as an estimate names it: `March 2026`. */
const LIST_PRICES_OF = new Date(fact.asOf).toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/**
 * On-demand prices in us-east-1, in US dollars an hour, of the types that tests usually take. They come from public tables of
 * others, not from AWS's own price pages; where those differ, the higher price is taken. `NCU` is one Neptune capacity unit.
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

/** One GiB of a domain's gp3 volume, in US dollars an hour; the tables list it by the month of 730 hours. */
const VOLUME_GIB = 0.122 / 730

/** How much more a region costs than us-east-1: a coarse factor, too high rather than too low. */
function factorOf(region: string): number {
  if (['us-east-1', 'us-east-2', 'us-west-2'].includes(region)) return 1
  return region === 'sa-east-1' ? 1.7 : 1.35
}

/** The prices in a region, in US dollars an hour. */
export interface PriceList {
  /** The price of an instance type or class, or of `NCU`; `undefined`: it is not known. */
  of(type: string): number | undefined
  /** The price of one GiB of a domain's volume. */
  readonly volumeGib: number
  /** Where the price of a type comes from, in words that follow the price. */
  source(type: string): string
}

/** The prices in a region. `own`, prices in US dollars an hour that the options give, go before the list. */
export function priceList(region: string, own: Readonly<Record<string, number>> = {}): PriceList {
  const factor = factorOf(region)
  const listed = (type: string) => (Object.hasOwn(listPrices, type) ? listPrices[type]! * factor : undefined)
  const isOwn = (type: string) => Object.hasOwn(own, type)
  return {
    of: (type) => (isOwn(type) ? own[type] : listed(type)),
    volumeGib: VOLUME_GIB * factor,
    source: (type) => (isOwn(type) ? messages.ownPrices() : messages.listedPrices(LIST_PRICES_OF, factor)),
  }
}

/** What a domain costs: its instances and their volumes, without traffic. */
export function estimateDomain({ instanceType, instanceCount, volumeGb }: DomainSpec, prices: PriceList): Cost {
  const instance = prices.of(instanceType)
  if (instance === undefined) return { unpriced: instanceType }
  return {
    perHourUsd: instanceCount * (instance + volumeGb * prices.volumeGib),
    by: prices.source(instanceType),
  }
}

/** What a cluster costs: its one instance, without storage, requests and traffic. */
export function estimateCluster({ capacity }: ClusterSpec, prices: PriceList): Cost {
  const isServerless = 'maxNcu' in capacity
  const type = isServerless ? 'NCU' : capacity.instanceClass
  const price = prices.of(type)
  if (price === undefined) return { unpriced: type }
  const by = prices.source(type)
  return isServerless ? { perHourUsd: price * capacity.maxNcu, isAtMost: true, by } : { perHourUsd: price, by }
}
