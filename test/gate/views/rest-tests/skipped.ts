import type { RestStep } from './read-rest-tests.ts'

/** What OpenSearch's own runner can do, by the names that tests have for it. */
const FEATURES: ReadonlySet<string> = new Set([
  ...['allowed_warnings', 'arbitrary_key', 'catch_unauthorized', 'contains', 'default_shards', 'embedded_stash_key'],
  ...['headers', 'node_selector', 'spi_on_classpath_jdk9', 'stash_in_key', 'stash_in_path', 'warnings', 'yaml'],
])

/** Whether one of the steps says that the test is not for this version, or needs what the runner cannot do. */
export function isSkipped(steps: readonly RestStep[], version: string): boolean {
  return steps.some(({ skip }) => {
    const { version: ranges, features = [] } = (skip ?? {}) as { version?: unknown; features?: string | string[] }
    const needed = typeof features === 'string' ? features.split(',') : features
    return (
      (ranges !== undefined && isInRanges(String(ranges), version)) || needed.some((name) => !FEATURES.has(name.trim()))
    )
  })
}

/** Whether a version is in one of the ranges of ` - 2.3.99 , 2.12.0 - `, both ends included; `all` are all. */
function isInRanges(ranges: string, version: string): boolean {
  if (ranges.trim() === 'all') return true
  return ranges.split(',').some((range) => {
    const [from = '', to = ''] = range.split('-').map((end) => end.trim())
    return (from === '' || rank(from) <= rank(version)) && (to === '' || rank(version) <= rank(to))
  })
}

/** Versions as numbers in their order. Those of Elasticsearch, 5 to 7, come before OpenSearch's first. */
function rank(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return (major >= 5 && major <= 7 ? major - 10 : major) * 1e6 + minor * 1e3 + patch
}
