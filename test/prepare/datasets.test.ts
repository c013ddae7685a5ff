import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { readDatasets } from '../../src/prepare/datasets.ts'

const root = join(import.meta.dirname, '../..')

const read = (opensearch: object) =>
  readDatasets({
    options: resolveLocalOptions({ opensearch }, root, {}),
    report: () => {},
    signal: new AbortController().signal,
  })

const refused = "The option opensearch.index names an index that the dataset does not have: 'airport'."

test('an index that the dataset does not have is refused when it is read, with the one that was likely meant', async () => {
  await expect(read({ dataset: 'fixtures/airports', index: 'airport' })).rejects.toThrow(
    `${refused}\nDataset airports has: airports.\nDid you mean 'airports'?`,
  )
})

test('an index is refused where there is no dataset', async () => {
  await expect(read({ index: 'airport' })).rejects.toThrow(`${refused}\nThere is no opensearch.dataset.`)
})
