import type { DatedFact } from './dated-fact.ts'

export const fact: DatedFact = {
  what: 'engine versions of Amazon OpenSearch Service',
  asOf: '2026-11-25',
  source: 'aws opensearch list-versions',
}

/** The versions that Amazon OpenSearch Service lists, the newest first. */
const minors: Readonly<Record<string, readonly number[]>> = {
  3: [5, 3, 1],
  2: [19, 17, 15, 13, 11, 9, 7, 5, 3],
  1: [3, 2, 1, 0],
}

const known = Object.entries(minors)
  .sort(([a], [b]) => Number(b) - Number(a))
  .flatMap(([major, list]) => list.map((minor) => `OpenSearch_${major}.${minor}`))

/** The issue with the engine version of a domain; `undefined`: none. AWS judges a later minor of a known major. */
export function versionIssue(version: string): string | undefined {
  const [, major = '', minor = ''] = /^OpenSearch_(\d+)\.(\d+)$/.exec(version) ?? []
  const isLater = Number(minor) > Number(minors[major]?.[0])
  if (known.includes(version) || isLater) return undefined
  return `'${version}' is unknown; Amazon OpenSearch Service has ${known.join(', ')}.`
}
