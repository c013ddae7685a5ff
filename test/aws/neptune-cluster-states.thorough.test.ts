import { describe, expect } from 'vitest'
import { awaitReady } from '../../src/resource/poll-resource.ts'
import { ID, INSTANCE, MINUTE, othersTag, ours, patience, SECOND, smallCluster, test } from './cluster-scenario.ts'

const clusterPending = [
  'creating',
  'backing-up',
  'modifying',
  'preparing-data-migration',
  'migrating',
  'configuring-iam-database-auth',
]
const instancePending = [
  ...['backing-up', 'configuring-enhanced-monitoring', 'configuring-iam-database-auth', 'configuring-log-exports'],
  ...['creating', 'maintenance', 'modifying', 'rebooting', 'renaming', 'resetting-master-credentials', 'starting'],
  ...['storage-optimization', 'upgrading'],
]
const terminal = [
  ...['failed', 'incompatible-restore', 'incompatible-parameters', 'incompatible-network'],
  ...['inaccessible-encryption-credentials', 'inaccessible-encryption-credentials-recoverable'],
]

describe.concurrent('DBClusterStatus and DBInstanceStatus: the way to available', patience, () => {
  test.for(clusterPending)('a cluster that is %s is waited for', async (state, { simulate }) => {
    const { make, warnings } = await simulate({ clusterCreation: [[state, 20 * SECOND]], instanceCreation: [] })
    expect((await make()).state).toBe('available')
    expect(warnings).toEqual([])
  })

  test.for(instancePending)('an instance that is %s is waited for', async (state, { simulate }) => {
    const { make, warnings } = await simulate({ clusterCreation: [], instanceCreation: [[state, 20 * SECOND]] })
    expect((await make()).state).toBe('available')
    expect(warnings).toEqual([])
  })

  test.for(['cluster', 'instance'])(
    'a %s in a state that nobody knows is waited for, with one warning',
    async (what, { simulate }) => {
      const phases = [
        ['creating', 10 * SECOND],
        ['polishing', 30 * SECOND],
      ] as const
      const { make, warnings } = await simulate(
        what === 'cluster' ? { clusterCreation: phases } : { instanceCreation: phases },
      )
      await make()
      expect(warnings).toEqual([
        `Neptune cluster ${ID} is polishing, a state that this version does not know. The run waits for it.`,
      ])
    },
  )

  test.for(terminal)('a cluster that is %s ends the wait at once', async (state, { simulate }) => {
    const { make, cleanup, neptune } = await simulate({ clusterRest: state })
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_UNEXPECTED_STATE',
      message: `Neptune cluster ${ID} is ${state}, but was expected to become available.\nCluster ${state}; instance ${INSTANCE} creating.`,
    })
    neptune.instances[0]?.life.enter([], 'available')
    await cleanup.run()
    expect(neptune.clusters).toEqual([])
  })

  test.for(terminal)('an instance that is %s ends the wait at once, with its reason', async (state, { simulate }) => {
    const { make, cleanup, neptune } = await simulate({ instanceRest: state, instanceMessage: 'The disk is gone.' })
    await expect(make()).rejects.toThrow(
      `Neptune cluster ${ID} is ${state}, but was expected to become available.\nCluster available; instance ${INSTANCE} ${state}: The disk is gone.`,
    )
    await cleanup.run()
    expect(neptune.clusters).toEqual([])
  })

  test('a cluster that somebody deletes during the wait ends it at once', async ({ simulate }) => {
    const { make, neptune, clock } = await simulate()
    clock.after(20 * SECOND, () => {
      neptune.clusters[0]?.life.enter([['deleting', MINUTE]], 'gone')
    })
    await expect(make()).rejects.toThrow(`Neptune cluster ${ID} is deleting, but was expected to become available.`)
  })

  test('a cluster that never becomes available is an error with its last state, and is deleted', async ({
    simulate,
  }) => {
    const scenario = await simulate({ instanceCreation: [['creating', 40 * MINUTE]], busyInstanceStays: false })
    await expect(scenario.make({}, { timeoutMs: MINUTE })).rejects.toMatchObject({
      code: 'AWS_FIXTURE_WAIT_TIMEOUT',
      message: expect.stringMatching(/^Neptune cluster .+ did not become available within .+\nLast state: creating\. /),
    })
    await scenario.cleanup.run()
    expect(scenario.left).toEqual([])
  })

  test('Ctrl-C during the wait ends it at once, and the cluster is deleted', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.clock.after(12 * SECOND, () => scenario.abort.abort(new Error('Interrupted by SIGINT.')))
    await expect(scenario.make()).rejects.toThrow('Interrupted by SIGINT.')
    await scenario.cleanup.run()
    expect(scenario.left).toEqual([])
  })
})

describe.concurrent(
  'a cluster without its instance, because a run was killed between the two requests',
  patience,
  () => {
    test('is incomplete', async ({ simulate }) => {
      const { kind, putOurs, signal } = await simulate()
      putOurs('available', 'none')
      expect(await kind.observe(ID, signal)).toMatchObject({
        state: 'incomplete',
        detail: 'Cluster available; no instance.',
      })
    })

    test('is completed by the next run that waits for it', async ({ simulate }) => {
      const { kind, putOurs, signal, clock, neptune } = await simulate()
      putOurs('available', 'none')
      const seen = await awaitReady({
        ...{ kind, id: ID, asked: { spec: smallCluster, tags: { ...ours, run: 'vaf-next' } }, clock, signal },
        isNew: false,
        timeoutMs: 10 * MINUTE,
      })
      expect(seen.state).toBe('available')
      expect(neptune.instances).toMatchObject([{ id: INSTANCE, clusterId: ID, instanceClass: 'db.t3.medium' }])
    })

    test('is completed once where two runs do so at the same time', async ({ simulate }) => {
      const { kind, newKind, putOurs, signal, clock, neptune } = await simulate()
      putOurs('available', 'none')
      const wait = { id: ID, clock, signal, isNew: false, timeoutMs: 10 * MINUTE }
      await Promise.all([
        awaitReady({ ...wait, kind, asked: { spec: smallCluster, tags: { ...ours, run: 'vaf-a' } } }),
        awaitReady({ ...wait, kind: newKind(), asked: { spec: smallCluster, tags: { ...ours, run: 'vaf-b' } } }),
      ])
      expect(neptune.instances).toHaveLength(1)
    })

    test('is not completed where it belongs to somebody else', async ({ simulate }) => {
      const { kind, neptune, signal, clock, aws } = await simulate()
      neptune.putCluster({ id: ID })
      const waiting = awaitReady({
        ...{ kind, id: ID, asked: { spec: smallCluster, tags: ours }, clock, signal },
        isNew: false,
        timeoutMs: 10 * MINUTE,
      })
      await expect(waiting).rejects.toMatchObject({ code: 'AWS_FIXTURE_OWNERSHIP' })
      expect(aws.writes).toEqual([])
    })

    test('is deleted by the next run', async ({ simulate }) => {
      const scenario = await simulate()
      scenario.putOurs('available', 'none')
      await scenario.remove({ kind: scenario.newKind() })
      expect(scenario.left).toEqual([])
      expect(scenario.writes).toEqual([`DeleteDBCluster ${ID}: ok`])
    })

    test("is deleted by the instance's own tag where only its instance is left", async ({ simulate }) => {
      const scenario = await simulate()
      scenario.neptune.putInstance({ id: INSTANCE, clusterId: ID, tags: new Map(othersTag) })
      expect(await scenario.kind.observe(ID, scenario.signal)).toMatchObject({
        state: 'incomplete',
        detail: `No cluster; instance ${INSTANCE} available.`,
      })
      await scenario.remove()
      expect(scenario.left).toEqual([INSTANCE])
      await scenario.remove({ owner: (await scenario.kind.owner(ID, scenario.signal))! })
      expect(scenario.left).toEqual([])
    })
  },
)

describe.concurrent('a cluster of the user (clusterIdentifier), which is only polled', patience, () => {
  test.for([
    ['stopped', 'stopped', `Cluster stopped; instance ${INSTANCE} stopped.`],
    ['available', 'none', 'Cluster available; no instance.'],
  ] as const)(
    'ends the wait at once where it is %s and its instance is %s, because nobody will change that',
    async ([cluster, instance, detail], { simulate }) => {
      const { kind, putOurs, signal, clock, aws } = await simulate()
      putOurs(cluster, instance)
      const waiting = awaitReady({ kind, id: ID, clock, signal, isNew: false, timeoutMs: 10 * MINUTE })
      const state = cluster === 'stopped' ? 'stopped' : 'incomplete'
      await expect(waiting).rejects.toThrow(
        `Neptune cluster ${ID} is ${state}, but was expected to become available.\n${detail}`,
      )
      expect(aws.writes).toEqual([])
    },
  )

  test('is waited for while it is being started', async ({ simulate }) => {
    const { kind, putOurs, signal, clock } = await simulate()
    putOurs().life.enter([['starting', 30 * SECOND]], 'available')
    const seen = await awaitReady({ kind, id: ID, clock, signal, isNew: false, timeoutMs: 10 * MINUTE })
    expect(seen.state).toBe('available')
  })
})

describe.concurrent('StartDBCluster and StopDBCluster: a cluster that is stopped between runs', patience, () => {
  test('a stopped cluster is started by the run that reuses it', async ({ simulate }) => {
    const { kind, putOurs, signal, clock, aws } = await simulate()
    putOurs('stopped')
    const seen = await awaitReady({
      ...{ kind, id: ID, asked: { spec: smallCluster, tags: ours }, clock, signal },
      isNew: false,
      timeoutMs: 10 * MINUTE,
    })
    expect(seen.state).toBe('available')
    expect(aws.lines('StartDBCluster')).toEqual([`StartDBCluster ${ID}: ok`])
  })

  test('a cluster that is just being stopped is started as soon as it has stopped', async ({ simulate }) => {
    const { kind, putOurs, signal, clock, neptune, aws } = await simulate()
    putOurs()
    for (const { life } of [...neptune.clusters, ...neptune.instances]) life.enter([['stopping', MINUTE]], 'stopped')
    const seen = await awaitReady({
      ...{ kind, id: ID, asked: { spec: smallCluster, tags: ours }, clock, signal },
      isNew: false,
      timeoutMs: 10 * MINUTE,
    })
    expect(seen.state).toBe('available')
    expect(aws.lines('StartDBCluster')).toEqual([`StartDBCluster ${ID}: ok`])
  })

  test("afterRun 'stop' asks again where AWS does not stop it yet, and says why", async ({ simulate }) => {
    const { kind, putOurs, signal, neptune } = await simulate()
    const { life } = putOurs()
    life.enter([['backing-up', MINUTE]], 'available')
    expect(await kind.stop(ID, signal)).toBe(
      `AWS rejected the request to stop it. InvalidDBClusterStateFault: DbCluster ${ID} is not currently in the available state.`,
    )
    life.enter([], 'available')
    expect(await kind.stop(ID, signal)).toBe(undefined)
    expect(neptune.clusters[0]?.life.status).toBe('stopping')
    expect(await kind.observe(ID, signal)).toMatchObject({ state: 'stopping' })
  })

  test('neither StartDBCluster nor StopDBCluster is sent for a cluster of another owner', async ({ simulate }) => {
    const { kind, putOurs, clock, signal, aws } = await simulate()
    putOurs('stopped', 'stopped', new Map())
    const waiting = awaitReady({
      ...{ kind, id: ID, asked: { spec: smallCluster, tags: ours }, clock, signal },
      isNew: false,
      timeoutMs: 10 * MINUTE,
    })
    await expect(waiting).rejects.toThrow(`Neptune cluster ${ID} is neither changed nor deleted`)
    await expect(kind.stop(ID, signal)).rejects.toThrow("It has no tag 'vitest-aws-fixtures'.")
    expect(aws.writes).toEqual([])
  })
})
