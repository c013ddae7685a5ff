import fc from 'fast-check'
import type { Gate } from '../../src/gate/gate.ts'
import { openTestGate } from '../gate/open-test-gate.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { expectWholeHttp, MessageSender, mutations, sendHttp } from './mutations.ts'

/** After so many mutations whole requests have to be answered. */
const EVERY = 100
/** Mutations that are on their way at one time. */
const TOGETHER = 20

export interface MutationRun {
  readonly engines: { readonly neptune: RunningEngine; readonly opensearch: RunningEngine }
  readonly seed: number
  readonly count: number
}

/**
 * Sends mutated requests to real gates before real engines: a half over WebSockets, a half over HTTP. Fails where a whole
 * request in between is not answered, or an engine has ended.
 */
export async function runMutations({ engines, seed, count }: MutationRun): Promise<void> {
  const gates: Record<keyof typeof engines, Gate> = {
    neptune: await openTestGate({ service: 'neptune', engine: () => engines.neptune.address }),
    opensearch: await openTestGate({ service: 'opensearch', engine: () => engines.opensearch.address }),
  }
  const sender = new MessageSender(gates.neptune.endpoint)
  const plan = fc.sample(fc.tuple(mutations, fc.nat(), fc.boolean()), { seed, numRuns: count })
  for (let at = 0; at < plan.length; at += EVERY) {
    const part = plan.slice(at, at + EVERY)
    for (let from = 0; from < part.length; from += TOGETHER) {
      await Promise.all(
        part.slice(from, from + TOGETHER).map(([changes, which, isSigned], index) => {
          if (index % 2 === 0) return sender.send(which, changes)
          const service = index % 4 === 1 ? 'neptune' : 'opensearch'
          return sendHttp(gates[service].endpoint, which, changes, isSigned)
        }),
      )
    }
    await Promise.all([
      sender.expectWhole(at / EVERY),
      expectWholeHttp(gates.neptune.endpoint, at / EVERY),
      expectWholeHttp(gates.opensearch.endpoint, at / EVERY),
    ])
  }
  sender.close()
  for (const { engine } of Object.values(engines)) {
    const seen = await engine.observe()
    if (seen?.state !== 'ready') throw new Error(`An engine is ${seen?.state ?? 'gone'}.`)
  }
}
