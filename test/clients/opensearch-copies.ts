import { createRequire } from 'node:module'
import { type OpenSearchLibrary, ownOpenSearch } from '../../src/clients/opensearch/library.ts'

const require = createRequire(import.meta.url)

/** The official client in each major, and in a minor that projects have; the first is this package's own. */
export const copies: readonly OpenSearchLibrary[] = [
  ownOpenSearch(),
  ...(
    [
      ['opensearch-1', '1.2.0'],
      ['opensearch-2', '2.13.0'],
      ['opensearch-3.6', '3.6.0'],
    ] as const
  ).map(([name, version]) => ({ module: require(name) as OpenSearchLibrary['module'], version })),
]
