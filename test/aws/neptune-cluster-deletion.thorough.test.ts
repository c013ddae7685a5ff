import { describe, expect } from 'vitest'
import {
  ID,
  INSTANCE,
  MINUTE,
  othersTag,
  ours,
  ourTag,
  patience,
  SECOND,
  smallCluster,
  test,
} from './cluster-scenario.ts'

describe.concurrent('DeleteDBInstance and DeleteDBCluster: until both are gone', patience, () => {
  test('the instance is deleted first, then the cluster, both with SkipFinalSnapshot, and polls go on until both are gone', async ({
    simulate,
  }) => {
    const scenario = await simulate()
    scenario.putOurs()
    await scenario.remove()
    expect(scenario.writes).toEqual([`DeleteDBInstance ${INSTANCE}: ok`, `DeleteDBCluster ${ID}: ok`])
    expect(scenario.aws.writes.map(({ input }) => input.SkipFinalSnapshot)).toEqual(['true', 'true'])
    expect(scenario.left).toEqual([])
  })

  test('the only instance is deleted first, although the documentation says that this is impossible', async ({
    simulate,
  }) => {
    const scenario = await simulate({ deletesBesideGoingInstances: false })
    scenario.putOurs()
    await scenario.remove()
    const refusedOnes = scenario.writes.filter((line) => line.endsWith('InvalidDBClusterStateFault'))
    expect(scenario.writes[0]).toBe(`DeleteDBInstance ${INSTANCE}: ok`)
    expect(refusedOnes.length).toBeGreaterThan(0)
    expect(scenario.writes.at(-1)).toBe(`DeleteDBCluster ${ID}: ok`)
    expect(scenario.left).toEqual([])
  })

  test('the wait goes on while the cluster is gone and its instance is not', async ({ simulate }) => {
    const scenario = await simulate({ clusterDeletionMs: 1 * SECOND, instanceDeletionMs: MINUTE })
    scenario.putOurs()
    const started = scenario.clock.now()
    await scenario.remove()
    expect(scenario.clock.now() - started).toBeGreaterThan(MINUTE)
    expect(scenario.left).toEqual([])
  })

  test('DeletionProtection is removed before the deletion', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.putOurs().deletionProtection = true
    await scenario.remove()
    expect(scenario.writes[0]).toBe(`ModifyDBCluster ${ID}: ok`)
    expect(scenario.aws.writes[0]?.input).toEqual({
      DBClusterIdentifier: ID,
      DeletionProtection: 'false',
      ApplyImmediately: 'true',
    })
    expect(scenario.writes).toContain(`DeleteDBInstance ${INSTANCE}: ok`)
    expect(scenario.writes.at(-1)).toBe(`DeleteDBCluster ${ID}: ok`)
    expect(scenario.left).toEqual([])
  })

  test('a deletion that fails with InvalidDBClusterStateFault is repeated until the cluster is available', async ({
    simulate,
  }) => {
    const scenario = await simulate()
    scenario.putOurs().life.enter([['backing-up', MINUTE]], 'available')
    await scenario.remove()
    expect(scenario.writes[1]).toBe(`DeleteDBCluster ${ID}: InvalidDBClusterStateFault`)
    expect(scenario.writes.at(-1)).toBe(`DeleteDBCluster ${ID}: ok`)
    expect(scenario.left).toEqual([])
  })

  test('a cluster that is still being created is deleted as soon as it can be', async ({ simulate }) => {
    const scenario = await simulate()
    await scenario.kind.create(ID, smallCluster, ours, scenario.signal)
    await scenario.remove()
    expect(scenario.writes).toContain(`DeleteDBInstance ${INSTANCE}: InvalidDBInstanceState`)
    expect(scenario.left).toEqual([])
  })

  test('a cluster that was just requested and is not visible yet is waited for and deleted', async ({ simulate }) => {
    const scenario = await simulate({ hiddenMs: 60 * SECOND })
    await scenario.kind.create(ID, smallCluster, ours, scenario.signal)
    expect(await scenario.kind.observe(ID, scenario.signal)).toMatchObject({
      state: 'requested',
      detail: 'It has been asked for, and AWS does not show it yet.',
    })
    await scenario.remove()
    expect(scenario.left).toEqual([])
  })

  test('a stopped cluster is started first, because nothing in it can be deleted before', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.putOurs('stopped')
    await scenario.remove()
    expect(scenario.writes[0]).toBe(`StartDBCluster ${ID}: ok`)
    expect(scenario.left).toEqual([])
  })

  test('all instances of a cluster are deleted, including those that somebody added', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.putOurs()
    scenario.neptune.putInstance({ id: 'reader', clusterId: ID })
    await scenario.remove()
    expect(scenario.writes.filter((line) => line.startsWith('DeleteDBInstance')).sort()).toEqual([
      'DeleteDBInstance reader: ok',
      `DeleteDBInstance ${INSTANCE}: ok`,
    ])
    expect(scenario.left).toEqual([])
  })

  test.for(['failed', 'incompatible-network', 'inaccessible-encryption-credentials-recoverable'])(
    'a cluster whose parts are %s is deleted',
    async (state, { simulate }) => {
      const scenario = await simulate()
      scenario.putOurs(state)
      await scenario.remove()
      expect(scenario.left).toEqual([])
    },
  )

  test('the deletion of a cluster that is gone or being deleted is not requested again', async ({ simulate }) => {
    const scenario = await simulate()
    await scenario.remove()
    scenario.putOurs().life.enter([['deleting', MINUTE]], 'gone')
    scenario.neptune.instances[0]?.life.enter([['deleting', MINUTE]], 'gone')
    await scenario.remove()
    expect(scenario.writes).toEqual([])
  })

  test('a cluster that is still shown although it is gone is waited for', async ({ simulate }) => {
    const scenario = await simulate({ ghostMs: 90 * SECOND })
    scenario.putOurs()
    await scenario.remove()
    expect(scenario.writes).toEqual([`DeleteDBInstance ${INSTANCE}: ok`, `DeleteDBCluster ${ID}: ok`])
    expect(await scenario.kind.observe(ID, scenario.signal)).toBe(undefined)
  })

  test('a cluster counts as being deleted as soon as its instance is, so that no run reuses it', async ({
    simulate,
  }) => {
    const { kind, putOurs, neptune, signal } = await simulate()
    putOurs()
    const look = async () => (await kind.observe(ID, signal))!
    expect(kind.isGoing(await look())).toBe(false)
    neptune.instances[0]?.life.enter([['deleting', MINUTE]], 'gone')
    expect(await look()).toMatchObject({ state: 'deleting' })
    expect(kind.isGoing(await look())).toBe(true)
  })

  test('a new cluster of the name that another run creates after the deletion is left alone', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.putOurs()
    scenario.aws.before('DescribeDBInstances', () => {
      if (scenario.left.length === 0) scenario.putOurs('available', 'available', othersTag)
    })
    await scenario.remove()
    expect(scenario.left).toEqual([ID, INSTANCE])
    expect(scenario.neptune.clusters[0]?.tags).toEqual(othersTag)
  })
})

describe.concurrent('DeleteDBCluster: a deletion that does not end', patience, () => {
  const byHand = [
    `aws neptune modify-db-cluster --db-cluster-identifier ${ID} --no-deletion-protection --apply-immediately --region eu-west-1`,
    `aws neptune delete-db-instance --db-instance-identifier ${INSTANCE} --skip-final-snapshot --region eu-west-1`,
    `aws neptune wait db-instance-deleted --db-instance-identifier ${INSTANCE} --region eu-west-1`,
    `aws neptune delete-db-cluster --db-cluster-identifier ${ID} --skip-final-snapshot --region eu-west-1`,
  ].join('\n')

  test.for([
    ['cluster', { clusterDeletionMs: Infinity }, `Cluster deleting; no instance.`],
    ['instance', { instanceDeletionMs: Infinity }, `Cluster deleting; instance ${INSTANCE} deleting.`],
  ] as const)(
    'the error for a stuck %s comes in time, and says how to delete it by hand',
    async ([, script, detail], { simulate }) => {
      const { putOurs, remove } = await simulate(script)
      putOurs()
      await expect(remove({ timeoutMs: 2 * MINUTE })).rejects.toMatchObject({
        code: 'AWS_FIXTURE_LEAKED_RESOURCE',
        message: [
          `Neptune cluster ${ID} is still there after it was deleted.`,
          `Last state: deleting, 120 s after the request. ${detail}`,
          byHand,
        ].join('\n'),
      })
    },
  )

  test('the primary cluster of a replica keeps its last instance, and the error quotes AWS', async ({ simulate }) => {
    const { putOurs, remove } = await simulate({ isReplicated: true })
    putOurs()
    await expect(remove({ timeoutMs: 2 * MINUTE })).rejects.toThrow(
      `Last state: available, 120 s after the request. AWS rejected the request to delete instance ${INSTANCE}. InvalidDBClusterStateFault: Cannot delete the last instance of the master cluster. Delete the replica cluster before deleting the last master cluster instance.`,
    )
  })
})

describe.concurrent('a cluster that is not ours', patience, () => {
  test('is neither deleted nor polled where its name is not ours', async ({ simulate }) => {
    const { aws, kind, neptune, signal } = await simulate()
    neptune.putCluster({ id: 'orders', tags: new Map(ourTag) })
    await expect(kind.delete('orders', signal, ours)).rejects.toMatchObject({
      code: 'AWS_FIXTURE_OWNERSHIP',
      message:
        'Neptune cluster orders is neither changed nor deleted: this package may not.\n' +
        "Its name does not begin with 'vaf-'.\nIf it should be deleted, delete it by hand.",
    })
    expect(aws.calls).toEqual([])
  })

  test('is not deleted without our tag', async ({ simulate }) => {
    const { aws, kind, putOurs, signal } = await simulate()
    putOurs('available', 'available', new Map([['team', 'orders']]))
    await expect(kind.delete(ID, signal, ours)).rejects.toThrow(
      `Neptune cluster ${ID} is neither changed nor deleted: this package may not.\nIt has no tag 'vitest-aws-fixtures'.`,
    )
    expect(aws.writes).toEqual([])
  })

  test.for(['docdb', 'aurora-postgresql'])(
    'is neither deleted nor seen where it is %s with our name and tag, because every filter has the engine',
    async (engine, { simulate }) => {
      const scenario = await simulate()
      scenario.neptune.putCluster({ id: ID, engine, tags: new Map(ourTag) })
      scenario.neptune.putInstance({ id: INSTANCE, clusterId: ID, engine, tags: new Map(ourTag) })
      expect(await scenario.kind.observe(ID, scenario.signal)).toBe(undefined)
      await scenario.remove()
      expect(scenario.writes).toEqual([])
      expect(scenario.left).toEqual([ID, INSTANCE])
    },
  )

  test('is not deleted either where the service ignores the filter, because the engine is checked again before each deletion', async ({
    simulate,
  }) => {
    const { aws, kind, neptune, signal } = await simulate({ ignoresFilters: true })
    neptune.putCluster({ id: ID, engine: 'docdb', tags: new Map(ourTag) })
    neptune.putInstance({ id: INSTANCE, clusterId: ID, engine: 'docdb', tags: new Map(ourTag) })
    expect(await kind.observe(ID, signal)).toBe(undefined)
    await expect(kind.delete(ID, signal, ours)).rejects.toThrow(
      `It is not Neptune's: docdb cluster ${ID}, docdb instance ${INSTANCE}.`,
    )
    expect(aws.writes).toEqual([])
  })
})
