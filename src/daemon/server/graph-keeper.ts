import { forgetKeptGraphs, keepGraph, restoreKeptGraph } from '../../engines/gremlin/kept-graphs.ts'
import { ProvisionError } from '../../errors/errors.ts'
import type { BaselineStore } from '../../gate/changes/baselines.ts'
import type { EngineUse } from './engine-use.ts'

/** Has the engine that a run uses keep the graphs of its workers. Fails while there is none. */
export function graphKeeper(use: () => EngineUse | undefined): BaselineStore {
  const graphOf = (worker: number) => {
    const { graphs = [], ready } = use() ?? {}
    const graph = graphs[worker]
    if (graph === undefined || !ready?.address) {
      throw new ProvisionError('The engine of the graph is not there: it is replaced just now.', { resource: 'graph' })
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
