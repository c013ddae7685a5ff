import type { Service } from '../base/endpoint.ts'
import type { EngineAddress } from '../base/engine-address.ts'
import { askEngine } from './ask-engine.ts'
import { askGremlin } from './gremlin/ask-gremlin.ts'

/** Asks an engine for its version; `undefined` while it is not ready. An error counts as not ready; after a ProvisionError it never will be. */
export type AskVersion = (engine: EngineAddress, signal: AbortSignal) => Promise<string | undefined>

/** For each service, asks for the version that the running server reports. */
export const askVersion: Readonly<Record<Service, AskVersion>> = {
  async opensearch(engine, signal) {
    const [root, health] = await Promise.all(
      ['/', '/_cluster/health'].map((path) => askEngine(engine, { path, signal })),
    )
    const { status } = health as { status: string }
    if (status !== 'green' && status !== 'yellow') return undefined
    return (root as { version: { number: string } }).version.number
  },
  neptune: async (engine, signal) => (await askGremlin(engine, 'Gremlin.version()', signal)) as string | undefined,
}
