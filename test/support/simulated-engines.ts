import { afterAll, beforeAll } from 'vitest'
import { startEngine } from '../gate/start-engine.ts'
import type { SimulatedEngines } from './aws-simulator/data-plane.ts'

/** Starts what stands behind simulated domains and clusters, once for a test file. Called at the file's top. */
export function simulatedEngines(): () => SimulatedEngines {
  let engines: SimulatedEngines | undefined
  beforeAll(async () => {
    const [opensearch, gremlin] = await Promise.all([startEngine('opensearch'), startEngine('gremlin')])
    engines = { opensearch, gremlin }
  })
  afterAll(async () => {
    await Promise.all([engines?.opensearch.stop(), engines?.gremlin.stop()])
  })
  return () => {
    if (!engines) throw new Error('The engines are there once the first test runs.')
    return engines
  }
}
