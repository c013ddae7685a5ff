import type { Cost } from '../report/cost.ts'
import type { ClusterSpec } from './cluster/spec.ts'
import type { DomainSpec } from './domain/spec.ts'
import type { PriceList } from './facts/prices.ts'

/** What a domain costs: its instances and their volumes. Traffic is not in it. */
export function estimateDomain({ instanceType, instanceCount, volumeGb }: DomainSpec, prices: PriceList): Cost {
  const instance = prices.of(instanceType)
  if (instance === undefined) return { unpriced: instanceType }
  return {
    perHourUsd: instanceCount * (instance + volumeGb * prices.volumeGib),
    by: prices.source(instanceType),
  }
}

/** What a cluster costs: its one instance. The storage of what tests put there, its requests and traffic are not in it. */
export function estimateCluster({ capacity }: ClusterSpec, prices: PriceList): Cost {
  const isServerless = 'maxNcu' in capacity
  const type = isServerless ? 'NCU' : capacity.instanceClass
  const price = prices.of(type)
  if (price === undefined) return { unpriced: type }
  const by = prices.source(type)
  return isServerless ? { perHourUsd: price * capacity.maxNcu, isAtMost: true, by } : { perHourUsd: price, by }
}
