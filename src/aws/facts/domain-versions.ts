/** The versions that Amazon OpenSearch Service lists, the newest first. */
const minors: Readonly<Record<string, readonly number[]>> = {
  3: [5, 3, 1],
  2: [19, 17, 15, 13, 11, 9, 7, 5, 3],
  1: [3, 2, 1, 0],
}

const known = Object.entries(minors)
  .sort(([a], [b]) => Number(b) - Number(a))
  .flatMap(([major, list]) => list.map((minor) => `OpenSearch_${major}.${minor}`))

/** What is wrong with the engine version of a domain; `undefined`: nothing. A later one of a known major is for AWS to judge. */
export function versionIssue(version: string): string | undefined {
  const [, major = '', minor = ''] = /^OpenSearch_(\d+)\.(\d+)$/.exec(version) ?? []
  const isLater = Number(minor) > Number(minors[major]?.[0])
  if (known.includes(version) || isLater) return undefined
  return `'${version}' is unknown; Amazon OpenSearch Service has ${known.join(', ')}.`
}
