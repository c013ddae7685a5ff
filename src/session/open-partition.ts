import { randomUUID } from 'node:crypto'
import type { NeptuneConnection } from '../client/gremlin-client.ts'
import type { GraphPartition } from '../namespace/graph-partition.ts'
import type { ReadySession } from './provided-session.ts'

/** A part of the shared graph that nobody else has had, for a test's connection; `name` is what its name starts with. */
export async function openPartition(
  worker: { readonly session: ReadySession; neptune(): Promise<NeptuneConnection> },
  connection: NeptuneConnection,
  name: string,
): Promise<GraphPartition> {
  const [{ GraphPartition }, { resolveDriver }, { g: cleaner }] = await Promise.all([
    import('../namespace/graph-partition.ts'),
    import('../client/gremlin-client.ts'),
    worker.neptune(),
  ])
  return new GraphPartition({
    connection,
    cleaner,
    driver: resolveDriver(worker.session.root),
    own: `${name}${randomUUID()}`,
    dataset: worker.session.neptune?.graph?.partition,
  })
}
