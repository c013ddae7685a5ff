import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const filesOf = (kind: 'domain' | 'cluster') => readdirSync(new URL(`../../src/aws/${kind}/`, import.meta.url))

/** The files for what only one of the two kinds of resource has. */
const alone = {
  domain: ['access-policy.ts'],
  cluster: ['arn.ts', 'describe.ts', 'marks.ts', 'reader-endpoint.ts'],
}

test('the folders of domains and clusters have the same file names, except for what only one of them has', () => {
  const [domain, cluster] = (['domain', 'cluster'] as const).map((kind) =>
    filesOf(kind).filter((file) => !alone[kind].includes(file)),
  )
  expect(cluster).toEqual(domain)
  expect(domain).toContain('kind.ts')
})
