import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { readDatasets } from '../../src/prepare/datasets.ts'
import { datasetFolder } from '../dataset/dataset-folder.ts'

const root = join(import.meta.dirname, '../..')

const read = (opensearch: object) =>
  readDatasets({
    options: resolveLocalOptions({ opensearch }, root, {}),
    report: () => {},
    signal: new AbortController().signal,
  })

const refused = "The option opensearch.index names an index that the dataset does not have: 'airport'."

test('the option opensearch.index fails where the dataset lacks that index, with the one that was likely meant', async () => {
  const dataset = await datasetFolder({ 'opensearch/airports/index.json': '{}', 'opensearch/airports/a.ndjson': '' })
  await expect(read({ dataset, index: 'airport' })).rejects.toThrow(
    `${refused}\nDataset towns has: airports.\nDid you mean 'airports'?`,
  )
})

test('the option opensearch.index without a dataset fails with a DatasetError', async () => {
  await expect(read({ index: 'airport' })).rejects.toThrow(`${refused}\nThere is no opensearch.dataset.`)
})
