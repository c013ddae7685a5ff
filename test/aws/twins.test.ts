import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const filesOf = (kind: 'domain' | 'cluster') => readdirSync(new URL(`../../src/aws/${kind}/`, import.meta.url))

/** The files that only one kind of resource has, for the other has nothing of the sort. */
const alone = {
  domain: ['access-policy.ts'],
  cluster: ['describe.ts', 'marks.ts', 'reader-endpoint.ts'],
}

test('the folders of domains and of clusters have the same file names, but for what only one of them has', () => {
  const [domain, cluster] = (['domain', 'cluster'] as const).map((kind) =>
    filesOf(kind).filter((file) => !alone[kind].includes(file)),
  )
  expect(cluster).toEqual(domain)
  expect(domain).toContain('kind.ts')
})
