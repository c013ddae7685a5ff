import { describe, expect } from 'vitest'
import { ID, INSTANCE, patience, test } from './cluster-scenario.ts'

describe.concurrent('Neptune, which shares its API with Amazon RDS and DocumentDB', patience, () => {
  test('a whole run on Neptune touches nothing of RDS, DocumentDB or other Neptune users', async ({ simulate }) => {
    const scenario = await simulate()
    const { neptune } = scenario
    for (const [id, engine] of neighbours) {
      neptune.putCluster({ id, engine })
      neptune.putInstance({ id: `${id}-1`, engine, clusterId: id })
    }
    neptune.putInstance({ id: 'alone', engine: 'mysql' })
    const before = scenario.left
    await scenario.make()
    await scenario.cleanup.run()
    expect(scenario.left).toEqual(before)
    const touched = scenario.aws.writes.map(({ input }) => input.DBInstanceIdentifier ?? input.DBClusterIdentifier)
    expect(new Set(touched)).toEqual(new Set([ID, INSTANCE]))
    expect([...neptune.clusters, ...neptune.instances].map(({ life }) => life.status)).toEqual(
      before.map(() => 'available'),
    )
  })

  test('a Neptune cluster is found behind many others, page by page (Marker)', async ({ simulate }) => {
    const { aws, kind, neptune, putOurs, signal } = await simulate()
    for (let number = 0; number < 230; number += 1) {
      neptune.putCluster({ id: `a-${number}`, engine: number % 2 ? 'docdb' : 'neptune' })
      neptune.putInstance({ id: `a-${number}-1`, engine: number % 2 ? 'docdb' : 'neptune', clusterId: `a-${number}` })
    }
    putOurs()
    expect(await kind.observe(ID, signal)).toMatchObject({
      state: 'available',
      instances: [{ DBInstanceIdentifier: INSTANCE }],
    })
    expect(aws.lines('DescribeDBClusters')).toHaveLength(3)
    expect(aws.lines('DescribeDBInstances')).toHaveLength(3)
  })

  test('every call of Describe has the filter engine=neptune', async ({ simulate }) => {
    const { aws, make, cleanup } = await simulate()
    await make()
    await cleanup.run()
    const looks = aws.calls.filter(({ operation }) => operation.startsWith('DescribeDB'))
    expect(looks.length).toBeGreaterThan(10)
    for (const { input } of looks) {
      expect(input.Filters).toEqual([
        { Name: 'engine', Values: ['neptune'] },
        { Name: 'db-cluster-id', Values: [ID] },
      ])
    }
  })

  test('the error for a quota that RDS has used up says that Neptune shares it', async ({ simulate }) => {
    const { make, neptune } = await simulate({ clusterQuota: 1 })
    neptune.putCluster({ id: 'orders', engine: 'aurora-mysql' })
    await expect(make()).rejects.toThrow('Amazon RDS, Neptune and DocumentDB share it.')
  })

  test('two clusters of this package in one account do not affect each other', async ({ simulate }) => {
    const { kind, make, cleanup, neptune, signal } = await simulate()
    neptune.putCluster({ id: `${ID}-2` })
    neptune.putInstance({ id: `${ID}-2-1`, clusterId: `${ID}-2` })
    await make()
    expect(await kind.observe(`${ID}-2`, signal)).toMatchObject({ instances: [{ DBInstanceIdentifier: `${ID}-2-1` }] })
    await cleanup.run()
    expect(neptune.clusters.map(({ id }) => id)).toEqual([`${ID}-2`])
  })
})

const neighbours = [
  ['orders', 'aurora-mysql'],
  ['vaf-orders-8f3a1c', 'docdb'],
  ['vaf-orders-8f3a1c-2', 'aurora-postgresql'],
  ['knowledge', 'neptune'],
  [`${ID}-2`, 'neptune'],
] as const
