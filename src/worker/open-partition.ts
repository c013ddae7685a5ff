import { randomUUID } from 'node:crypto'
import type { NeptuneConnection } from '../clients/gremlin/client.ts'
import type { JoinedRun } from '../contracts/provided-run.ts'
import type { GraphPartition } from '../isolation/partition/graph-partition.ts'

/** A part of the shared graph that nobody else has had, for a test's connection; `name` is what its name starts with. */
export async function openPartition(
  worker: { readonly run: JoinedRun; neptune(): Promise<NeptuneConnection> },
  connection: NeptuneConnection,
  name: string,
): Promise<GraphPartition> {
  const [{ GraphPartition }, { resolveDriver }, { g: cleaner }] = await Promise.all([
    import('../isolation/partition/graph-partition.ts'),
    import('../clients/gremlin/client.ts'),
    worker.neptune(),
  ])
  return new GraphPartition({
    connection,
    cleaner,
    driver: resolveDriver(worker.run.root),
    own: `${name}${randomUUID()}`,
    dataset: worker.run.neptune?.graph?.partition,
  })
}
