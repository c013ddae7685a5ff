import type { EngineAddress } from '../../base/engine-address.ts'
import { askEngine } from '../ask-engine.ts'

/** How long a busy engine may take to answer, in milliseconds. */
const ANSWER_MS = 10_000

/** What the engine answers for one index. */
interface Stats {
  readonly total?: Partial<Record<'store' | 'translog', { readonly size_in_bytes?: number }>>
}

/** The sizes of all indices of an OpenSearch engine, hidden ones included, in bytes. Fails as `askEngine` does. */
export async function indexSizes(engine: EngineAddress): Promise<ReadonlyMap<string, number>> {
  const path = '/_stats/store,translog?expand_wildcards=all&filter_path=indices.*.total.*.size_in_bytes'
  const said = (await askEngine(engine, { path, signal: AbortSignal.timeout(ANSWER_MS) })) as {
    readonly indices?: Readonly<Record<string, Stats>>
  }
  return new Map(Object.entries(said.indices ?? {}).map(([name, { total }]) => [name, bytesOf(total)]))
}

const bytesOf = ({ store, translog }: NonNullable<Stats['total']> = {}): number =>
  (store?.size_in_bytes ?? 0) + (translog?.size_in_bytes ?? 0)
