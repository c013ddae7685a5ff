import { basename } from 'node:path'
import type { CommonOptions } from '../config/resolve.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { readDataset } from '../dataset/read-dataset.ts'
import type { Reporter } from '../report/events.ts'
import type { Service } from '../resource/endpoint.ts'
import { tellWait } from './tell-wait.ts'

export interface DatasetsToRead {
  readonly options: CommonOptions
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** Reads the configured datasets, each folder once. Fails with a DatasetError before anything is started, or with the signal's reason. */
export async function readDatasets({
  options,
  report,
  signal,
}: DatasetsToRead): Promise<Partial<Record<Service, Dataset>>> {
  const read = new Map<string, Promise<Dataset>>()
  const readOnce = (directory: string | undefined) => {
    if (directory === undefined) return undefined
    if (!read.has(directory)) {
      const onWait = tellWait(report, `Dataset ${basename(directory)}`)
      read.set(directory, readDataset(directory, { signal, onWait }))
    }
    return read.get(directory)
  }
  const [opensearch, neptune] = await Promise.all([
    readOnce(options.opensearch?.dataset),
    readOnce(options.neptune?.dataset),
  ])
  return { ...(opensearch && { opensearch }), ...(neptune && { neptune }) }
}
