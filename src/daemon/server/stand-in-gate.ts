import type { StandInOptions } from '../../config/resolve.ts'
import { workerIndexPrefix } from '../../contracts/provided-run.ts'
import { testAt } from '../../contracts/test-notes.ts'
import type { EngineSource } from '../../engines/engine.ts'
import { forgetKeptGraphs, keepGraph, restoreKeptGraph } from '../../engines/gremlin/graphs.ts'
import { ProvisionError } from '../../errors/errors.ts'
import type { Certificate } from '../../gate/certificate.ts'
import type { BaselineStore, Gate, Identity } from '../../gate/gate.ts'
import { openGate } from '../../gate/open-gate.ts'
import type { EngineUse } from './engine-use.ts'
import { graphReplaced } from './messages.ts'

/** What a run's gate before an engine is made of. */
export interface StandInParts {
  readonly source: EngineSource
  /** The run's id. */
  readonly id: string
  readonly options: StandInOptions
  /** By worker slot; 0 is the run itself. */
  readonly identities: readonly Identity[]
  /** Files that the run brought to the engine, by their paths there: workers restore their graphs from them. */
  readonly files: ReadonlySet<string>
  /** The run's folder. */
  readonly directory: string
}

/**
 * Opens the gate. The engine behind it need not be ready yet: `use` is asked for it at each request. Fails as `openGate`
 * does.
 */
export async function openStandInGate(
  parts: StandInParts,
  tls: Certificate,
  use: () => EngineUse | undefined,
): Promise<Gate> {
  const { source, id, options, identities, files, directory } = parts
  const { service } = source
  const { neptune } = options
  // With 'partition' all workers are pointed at the run's own graph, and not each at its own.
  const sharesGraph = options.isolation === 'partition'
  const byKey = new Map(identities.map((identity) => [identity.credentials.accessKeyId, identity]))
  return openGate({
    service,
    region: options.region,
    port: options[service]?.port ?? 0,
    // Nothing is under a run's own prefix, and the graphs it is given are empty, when it begins. Datasets fill the graphs.
    isPristine: service !== 'neptune' || neptune?.dataset === undefined,
    tls,
    identify: (accessKeyId) => byKey.get(accessKeyId),
    identities: () => identities,
    engine: () => use()?.ready.address,
    ...(service === 'opensearch' && { markOf: (worker: number) => workerIndexPrefix(id, worker) }),
    shared: {
      prefix: `${id}-`,
      isShared: () => use()?.isShared() ?? false,
      others: () => use()?.othersUnderWay(),
    },
    admitWrite: async (bytes) => use()?.admitWrite(bytes),
    shortage: () => use()?.shortage(),
    testAt: (worker, at) => testAt(directory, worker, at),
    viewsPrefix: `${id}-`,
    interruptedAt: () => use()?.interruptedAt(),
    graph: {
      traversalSource: (worker) => `g${use()?.graphs[sharesGraph ? 0 : worker]}`,
      mayRead: (file) => files.has(file),
      // A graph that all share is nobody's to bring back.
      ...(!sharesGraph && { keeper: graphKeeper(use) }),
      status: () => {
        const engine = use()
        return engine?.ready.version
          ? {
              startTime: new Date(engine.readyAt),
              gremlinVersion: engine.ready.version,
              engineVersion: neptune?.engineVersion,
            }
          : undefined
      },
    },
  })
}

/** Has the engine that a run uses keep the graphs of its workers. Fails while there is none. */
function graphKeeper(use: () => EngineUse | undefined): BaselineStore {
  const graphOf = (worker: number) => {
    const { graphs = [], ready } = use() ?? {}
    const graph = graphs[worker]
    if (graph === undefined || !ready?.address) {
      throw new ProvisionError(graphReplaced(), { resource: 'graph' })
    }
    return { engine: ready.address, graph }
  }
  return {
    async keep(worker, level) {
      const { engine, graph } = graphOf(worker)
      await keepGraph(engine, { graph, level })
    },
    async restore(worker, level) {
      const { engine, graph } = graphOf(worker)
      await restoreKeptGraph(engine, { graph, level })
    },
    async forget(worker, level) {
      const { engine, graph } = graphOf(worker)
      await forgetKeptGraphs(engine, [graph], level)
    },
  }
}
