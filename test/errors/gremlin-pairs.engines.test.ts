import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  connectGremlin,
  type GremlinClientOptions,
  type GremlinDriver,
  resolveDriver,
} from '../../src/clients/gremlin/client.ts'
import type { LockedEngine } from '../../src/engines/releases/engine-lock.ts'
import { classify } from '../../src/errors/classify.ts'
import { conflictOf } from '../../src/errors/gremlin-conflict.ts'
import { credentialsOf, openTestGate } from '../gate/open-test-gate.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

/** The server of the next minor version, which no Neptune supports yet. It is the whole distribution, because no lock file of ours has its parts. */
const server38: LockedEngine = {
  version: '3.8.0',
  artifacts: [
    {
      coordinates: 'org.apache.tinkerpop:gremlin-server:zip:distribution:3.8.0',
      sha256: 'ec151ad0af6614c8f31b708fc6d1f865db56654c5a27ce3a5d50a90975b3747a',
      bytes: 36_318_149,
      contents: '3a4e8140ca6a90b6cbaddc2dd89a91980415d3d750c08a9a214bad8274526109',
    },
  ],
}

const require = createRequire(import.meta.url)
const drivers: GremlinDriver[] = [
  resolveDriver(process.cwd()),
  { module: require('gremlin-3.8') as GremlinDriver['module'], version: '3.8.2' },
]

describe.each<[string, LockedEngine | undefined]>([
  ['3.7.5', undefined],
  ['3.8.0', server38],
])('with a Gremlin Server %s', (version, locked) => {
  let engine: RunningEngine
  beforeAll(async () => {
    engine = await startEngine('gremlin', { locked })
  })
  afterAll(() => engine?.stop())

  async function connect(driver: GremlinDriver, more: Partial<GremlinClientOptions> = {}) {
    const { endpoint } = await openTestGate({
      service: 'neptune',
      engine: () => engine.address,
      graph: {
        traversalSource: (worker) => `g${worker}`,
        status: () => ({ startTime: new Date(), gremlinVersion: engine.version }),
      },
    })
    const connection = connectGremlin({ endpoint, credentials: async () => credentialsOf(1), driver, ...more })
    onTestFinished(() => connection.close())
    await connection.g.V().drop().toList()
    return connection
  }

  test.each(drivers)(
    'iterate() of driver $version executes its traversal, also in transactions and clones',
    async (driver) => {
      expect(engine.version).toBe(version)
      for (const more of [{}, { serverVersion: version }]) {
        const { g } = await connect(driver, more)
        expect(await g.addV('a').iterate()).toBeUndefined()
        await g.addV('a').clone().iterate()
        await g.withSideEffect('x', 1).addV('a').iterate()
        const transaction = g.tx()
        await transaction.begin().addV('a').iterate()
        await transaction.commit()
        expect(await g.V().count().next()).toMatchObject({ value: 4 })
        await g.V().drop().iterate()
        expect(await g.V().count().next()).toMatchObject({ value: 0 })
      }
    },
  )

  test.each(drivers)(
    'a conflict in driver $version is classified as one, and retryConflicts repeats the write',
    async (driver) => {
      const { g } = await connect(driver)
      const { cardinality, t } = driver.module.process
      await g.addV('a').property(t.id, 'one').property('n', 0).iterate()
      const transaction = g.tx()
      await transaction.begin().V('one').property(cardinality.single, 'n', 1).iterate()
      await g.V('one').property(cardinality.single, 'n', 2).iterate()
      const error: unknown = await transaction.commit().catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ statusMessage: 'Conflict: element modified in another transaction' })
      expect(conflictOf(error)).toBe('TransactionException')
      expect(classify(error)).toEqual({ kind: 'conflict', category: 'temporary', fault: 'aws' })

      const { g: patient } = await connect(driver, { retryConflicts: true })
      await patient.addV('a').property(t.id, 'one').iterate()
      const write = (n: number) => patient.V('one').property(cardinality.single, 'n', n).iterate()
      await Promise.all(Array.from({ length: 20 }, (_, n) => write(n)))
      expect(await patient.V('one').values('n').toList()).toHaveLength(1)
    },
  )
})
