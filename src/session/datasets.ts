import type { CommonOptions } from '../config/resolve.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { readDataset } from '../dataset/read-dataset.ts'
import type { Service } from '../resource/endpoint.ts'

/** Reads the configured datasets, each folder once. Fails with a DatasetError before anything is started. */
export async function readDatasets(options: CommonOptions): Promise<Partial<Record<Service, Dataset>>> {
  const read = new Map<string, Promise<Dataset>>()
  const readOnce = (directory: string | undefined) => {
    if (directory === undefined) return undefined
    if (!read.has(directory)) read.set(directory, readDataset(directory))
    return read.get(directory)
  }
  const [opensearch, neptune] = await Promise.all([
    readOnce(options.opensearch?.dataset),
    readOnce(options.neptune?.dataset),
  ])
  return { ...(opensearch && { opensearch }), ...(neptune && { neptune }) }
}
