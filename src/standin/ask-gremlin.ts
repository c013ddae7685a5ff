import { askLoopback } from './ask-loopback.ts'

/** Has the engine on a port of 127.0.0.1 evaluate a script; its first result. Fails as `askLoopback` does. */
export async function askGremlin(port: number, gremlin: string, signal: AbortSignal): Promise<unknown> {
  const { result } = (await askLoopback({
    port,
    path: '/gremlin',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/vnd.gremlin-v3.0+json;types=false' },
    body: JSON.stringify({ gremlin }),
    signal,
  })) as { result: { data: readonly unknown[] } }
  return result.data[0]
}
