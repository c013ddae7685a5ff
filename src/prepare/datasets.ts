import { basename } from 'node:path'
import type { Service } from '../base/endpoint.ts'
import { likeName } from '../base/like-name.ts'
import type { CommonOptions } from '../config/resolve.ts'
import type { Dataset } from '../dataset/dataset.ts'
import { readDataset } from '../dataset/read-dataset.ts'
import { DatasetError } from '../errors/errors.ts'
import type { Reporter } from '../report/events.ts'
import { tellWait } from './load-progress.ts'
import * as messages from './messages.ts'

interface DatasetsToRead {
  readonly options: CommonOptions
  readonly report: Reporter
  readonly signal: AbortSignal
}

/** Reads the configured datasets, each folder once, before anything is started. Fails with a DatasetError, or with the signal's reason. */
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
  assertHasIndex(opensearch, options.opensearch?.index)
  return { ...(opensearch && { opensearch }), ...(neptune && { neptune }) }
}

/** Fails with a DatasetError where the option `opensearch.index` names an index that the dataset lacks. */
function assertHasIndex(dataset: Dataset | undefined, index: string | undefined): void {
  const names = dataset?.indices.map(({ name }) => name) ?? []
  if (index === undefined || names.includes(index)) return
  const meant = likeName(index, names)
  throw new DatasetError(messages.indexUnknown(index, dataset?.name, names, meant))
}
