import { randomUUID } from 'node:crypto'
import type { Service } from '../base/endpoint.ts'
import type { EngineAddress } from '../base/engine-address.ts'
import { UnexpectedStateError } from '../errors/errors.ts'
import { askEngine } from './ask-engine.ts'
import { askGremlin } from './gremlin/ask-gremlin.ts'
import { vertexNotFound } from './messages.ts'

/** After so long the proof is given up, in milliseconds; it takes a tenth of a second. */
const PROOF_TIMEOUT_MS = 10_000

/**
 * Proves that an unused engine can write: an engine whose data folder is gone or full still answers. Writes into an index of its
 * own, whose name no run can have, or into the graph `g0`, and removes what it has written. Fails with an UnexpectedStateError,
 * or as `askEngine` does.
 */
export async function proveWrites(service: Service, engine: EngineAddress): Promise<void> {
  await proofs[service](engine, AbortSignal.timeout(PROOF_TIMEOUT_MS))
}

const proofs: Readonly<Record<Service, (engine: EngineAddress, signal: AbortSignal) => Promise<void>>> = {
  async opensearch(engine, signal) {
    const index = `/vaf-engine-proof-${randomUUID()}`
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ written: true })
    await askEngine(engine, { path: `${index}/_doc?refresh=true`, method: 'POST', headers, body, signal })
    await askEngine(engine, { path: index, method: 'DELETE', signal })
  },
  async neptune(engine, signal) {
    const script = "g0.addV('proof').iterate(); n = g0.V().count().next(); g0.V().drop().iterate(); n"
    const count = Number(await askGremlin(engine, script, signal))
    if (count === 1) return
    throw new UnexpectedStateError(vertexNotFound(count), {
      resource: 'Gremlin engine',
      state: 'broken',
    })
  },
}
