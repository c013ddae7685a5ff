import type { EngineAddress } from '../../base/engine-address.ts'
import { askEngine } from '../ask-engine.ts'

/** Has a Gremlin engine evaluate a script, and returns the first result. Fails as `askEngine` does. */
export async function askGremlin(engine: EngineAddress, gremlin: string, signal: AbortSignal): Promise<unknown> {
  const { result } = (await askEngine(engine, {
    path: '/gremlin',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/vnd.gremlin-v3.0+json;types=false' },
    body: JSON.stringify({ gremlin }),
    signal,
  })) as { result: { data: readonly unknown[] } }
  return result.data[0]
}
