import type { DatedFact } from './dated-fact.ts'

export const fact: DatedFact = {
  what: 'engine versions of Amazon OpenSearch Service',
  asOf: '2026-11-25',
  source: 'aws opensearch list-versions',
}

/** The minor versions of each major version, the newest first. */
const minors: Readonly<Record<string, readonly number[]>> = {
  3: [5, 3, 1],
  2: [19, 17, 15, 13, 11, 9, 7, 5, 3],
  1: [3, 2, 1, 0],
}

/** The versions that Amazon OpenSearch Service lists, the newest first: `OpenSearch_2.19`. */
export const domainVersions: readonly string[] = Object.entries(minors)
  .sort(([a], [b]) => Number(b) - Number(a))
  .flatMap(([major, list]) => list.map((minor) => `OpenSearch_${major}.${minor}`))

/** Whether a domain may have the version: a listed one, or a later minor of a listed major, which AWS then judges. */
export function isDomainVersion(version: string): boolean {
  const [, major = '', minor = ''] = /^OpenSearch_(\d+)\.(\d+)$/.exec(version) ?? []
  return domainVersions.includes(version) || Number(minor) > Number(minors[major]?.[0])
}
