import type { Service } from '../../base/endpoint.ts'
import { workerIndexPrefix } from '../../contracts/provided-run.ts'
import { forgetKeptGraphs, keepGraph, restoreKeptGraph } from '../../engines/gremlin/graphs.ts'
import { ProvisionError } from '../../errors/errors.ts'
import type { Certificate } from '../../gate/certificate.ts'
import type { AdmitWrite, BaselineStore, Gate, Identity, TestAt } from '../../gate/gate.ts'
import { openGate } from '../../gate/open-gate.ts'
import type { EngineUse } from './engine-use.ts'
import { graphReplaced } from './messages.ts'

/** A run's own gate before an engine. */
export interface StandInGate {
  readonly service: Service
  readonly region: string
  /** The run's id. */
  readonly run: string
  /** The Neptune engine that was asked for. */
  readonly engineVersion: string | undefined
  /** The port on 127.0.0.1; 0 takes a free one. */
  readonly port: number
  /** Whether all workers are pointed at the run's own graph, and not each at its own. Means nothing to OpenSearch. */
  readonly sharesGraph: boolean
  /** Whether each worker's namespace is as a test has to find it, without anybody having looked. */
  readonly isPristine: boolean
  readonly tls: Certificate
  /** By worker slot; 0 is the run itself. */
  readonly identities: readonly Identity[]
  /** The engine, once it is ready. */
  readonly use: () => EngineUse | undefined
  /** Files that the run brought to the engine, by their paths there: workers restore their graphs from them. */
  readonly files: ReadonlySet<string>
  /** As the gate's. */
  readonly admitWrite: AdmitWrite
  /** As the gate's. */
  readonly testAt: TestAt
}

/** Opens the gate; the engine behind it need not be ready yet. Fails as `openGate` does. */
export async function openStandInGate(standIn: StandInGate): Promise<Gate> {
  const { service, region, run, engineVersion, port, sharesGraph, isPristine, tls } = standIn
  const { identities, use, files, admitWrite, testAt } = standIn
  const markOf = (worker: number) => workerIndexPrefix(run, worker)
  const byKey = new Map(identities.map((identity) => [identity.credentials.accessKeyId, identity]))
  return openGate({
    service,
    region,
    port,
    isPristine,
    tls,
    identify: (accessKeyId) => byKey.get(accessKeyId),
    identities: () => identities,
    engine: () => use()?.ready.address,
    ...(service === 'opensearch' && { markOf }),
    shared: {
      prefix: `${run}-`,
      isShared: () => use()?.isShared() ?? false,
      others: () => use()?.othersUnderWay(),
    },
    ...{ admitWrite, testAt, shortage: () => use()?.shortage() },
    interruptedAt: () => use()?.interruptedAt(),
    graph: {
      traversalSource: (worker) => `g${use()?.graphs[sharesGraph ? 0 : worker]}`,
      mayRead: (file) => files.has(file),
      // A graph that all share is nobody's to bring back.
      ...(!sharesGraph && { keeper: graphKeeper(use) }),
      status: () => {
        const engine = use()
        return engine?.ready.version
          ? { startTime: new Date(engine.readyAt), gremlinVersion: engine.ready.version, engineVersion }
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
