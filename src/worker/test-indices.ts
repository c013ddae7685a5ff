import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import { type JoinedRun, nameOfIndex } from '../contracts/provided-run.ts'
import type { IndexNamespace } from '../isolation/index/index-namespace.ts'
import { openIndexNamespace } from '../isolation/index/index-namespace.ts'
import { openViewNamespace } from '../isolation/index/view-namespace.ts'
import type { FileSeeds } from './file-seeds.ts'
import type { FileViews, OpenedView } from './views/file-views.ts'

/** The parts of a worker that the indices of its tests use. */
export interface IndicesWorker {
  readonly run: JoinedRun
  /** The indices that tests find besides the dataset's. */
  readonly seeds: Pick<FileSeeds, 'sources'>
  /** The views of its tests; absent: they have none. */
  readonly views: FileViews | undefined
  /** The worker's own client. */
  opensearch(): OpenSearchRequests
}

export interface TestIndicesOptions {
  readonly worker: IndicesWorker
  /** The start of the names of the test's indices. */
  readonly prefix: string
  /** The test's view; `undefined`: it has none. */
  readonly view: OpenedView | undefined
  /** Whether they are a seed's, which has the indices of seeds before it and not copies of them. */
  readonly isSeed: boolean
  /** Called with each name that the test looks up; may reject it. */
  readonly lookUp: (name: string) => void
}

/** The indices of the dataset and of seeds, as a test has them: under their own names in a view, and else in copies of its own. */
export function openTestIndices({ worker, prefix, view, isSeed, lookUp }: TestIndicesOptions): IndexNamespace {
  const { run, views, seeds } = worker
  const client = worker.opensearch()
  const { sources: ofDataset = {}, only } = run.opensearch ?? {}
  const sources = { ...ofDataset, ...seeds.sources }
  if (!view) {
    const existing = isSeed ? Object.keys(seeds.sources) : []
    return openIndexNamespace({ client, prefix, sources, existing, lookUp, ...(only && { only }) })
  }
  const index = nameOfIndex({ sources, ...(only && { only }) })
  const onMake = () => views?.noteMade(view)
  return openViewNamespace({ client, prefix: view.prefix, names: Object.keys(sources), index, lookUp, onMake })
}
