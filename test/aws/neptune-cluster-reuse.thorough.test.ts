import { describe, expect } from 'vitest'
import { refused } from '../support/aws-simulator/fault.ts'
import { ID, INSTANCE, MINUTE, ours, patience, SECOND, smallCluster, test } from './cluster-scenario.ts'

const forTheSame = new Map([['vitest-aws-fixtures', `run=vaf-other fingerprint=${ours.fingerprint}`]])
const second = 'vaf-orders-8f3a1c-2'

describe.concurrent('CreateDBCluster: one cluster for many runs', patience, () => {
  test('a cluster with the same fingerprint is reused, and stays after the run', async ({ simulate }) => {
    const scenario = await simulate()
    await scenario.newKind().create(ID, smallCluster, { ...ours, run: 'vaf-other' }, scenario.signal)
    expect(await scenario.obtain({}, { reuse: true })).toMatchObject({ id: ID, isNew: false })
    await scenario.cleanup.run()
    expect(scenario.left).toEqual([ID, INSTANCE])
    expect(scenario.writes).toEqual([`CreateDBCluster ${ID}: ok`, `CreateDBInstance ${INSTANCE}: ok`])
  })

  test('a run fails with the differences where a cluster differs from the options, and does not change the cluster', async ({
    simulate,
  }) => {
    const scenario = await simulate()
    scenario.putOurs('available', 'available', forTheSame)
    await expect(scenario.obtain({ publiclyAccessible: true }, { reuse: true })).rejects.toThrow(
      `Neptune cluster ${ID} is not as the options ask for, and is never changed:\n- `,
    )
    expect(scenario.writes).toEqual([])
  })

  test.for([0, 30 * SECOND])(
    'a run with reuse waits for a cluster that another run has just requested and that is hidden for %i ms, and creates no second one',
    async (hiddenMs, { simulate }) => {
      const scenario = await simulate({ hiddenMs })
      await scenario.newKind().create(ID, smallCluster, { ...ours, run: 'vaf-other' }, scenario.signal)
      expect(await scenario.obtain({}, { reuse: true })).toMatchObject({ id: ID, isNew: false })
      expect(scenario.left).toEqual([ID, INSTANCE])
      await scenario.cleanup.run()
      expect(scenario.writes.filter((line) => line.startsWith('Delete'))).toEqual([])
    },
  )

  test.for([false, true])(
    'a cluster without a tag of ours that appears between observation and creation fails the run at once, and is left alone (reuse: %s)',
    async (reuse, { simulate }) => {
      const scenario = await simulate()
      scenario.aws.before('CreateDBCluster', () => scenario.putOurs('available', 'available', new Map()))
      await expect(scenario.obtain({}, { reuse })).rejects.toMatchObject({
        code: 'AWS_FIXTURE_OWNERSHIP',
        message: expect.stringContaining(`Neptune cluster ${ID} exists already.\nIt has no tag 'vitest-aws-fixtures'`),
      })
      await scenario.cleanup.run()
      expect(scenario.noted.at(-1)).toBe(`${ID} gone`)
      expect(scenario.writes).toEqual([`CreateDBCluster ${ID}: DBClusterAlreadyExistsFault`])
    },
  )

  test('a cluster is deleted again where the name of its instance is taken', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.neptune.putInstance({ id: INSTANCE, engine: 'mysql' })
    await expect(scenario.obtain({}, { reuse: true })).rejects.toMatchObject({ code: 'AWS_FIXTURE_PROVISION' })
    await scenario.cleanup.run()
    expect(scenario.left).toEqual([INSTANCE])
  })
})

describe.concurrent('CreateDBCluster: the last cluster of the name is still being deleted', patience, () => {
  test('a cluster of the next generation is created beside it, without a wait', async ({ simulate }) => {
    const scenario = await simulate({ clusterDeletionMs: Number.POSITIVE_INFINITY })
    scenario.putOurs('available', 'none').life.enter([['deleting', Number.POSITIVE_INFINITY]], 'gone')
    expect(await scenario.obtain()).toMatchObject({ id: second, isNew: true })
    expect(scenario.writes).toEqual([`CreateDBCluster ${second}: ok`, `CreateDBInstance ${second}-1: ok`])
  })

  test('a cluster of the next generation is created also where only CreateDBCluster knows of the last one', async ({
    simulate,
  }) => {
    const scenario = await simulate()
    scenario.aws.before('CreateDBCluster', () => {
      if (scenario.left.length === 0) scenario.putOurs('available', 'none').life.enter([['deleting', MINUTE]], 'gone')
    })
    expect(await scenario.obtain()).toMatchObject({ id: second, isNew: true })
    expect(scenario.noted).toContain(`${ID} gone`)
  })
})

describe.concurrent('the error for a CreateDBInstance that takes too long', patience, () => {
  test.for([
    [false, 'It is deleted now', []],
    [true, 'It stays, and the next run waits for it', [ID, INSTANCE]],
  ] as const)(
    'says what was seen how often, and how to remove it (reuse: %s)',
    async ([reuse, next, left], { simulate }) => {
      const scenario = await simulate({ instanceCreation: [['creating', 40 * MINUTE]], busyInstanceStays: false })
      await expect(scenario.obtain({}, { reuse, timeoutMs: MINUTE })).rejects.toMatchObject({
        code: 'AWS_FIXTURE_WAIT_TIMEOUT',
        message: expect.stringMatching(
          new RegExp(
            `\nLast state: creating\\. Seen in \\d+ polls: creating x\\d+\\.\n` +
              `Cluster available; instance ${INSTANCE} creating\\.\n` +
              `${next}\\. Allow more time with 'aws\\.createTimeoutMs'\\. To delete it by hand: aws neptune modify-db-cluster `,
          ),
        ),
      })
      await scenario.cleanup.run()
      expect(scenario.left).toEqual(left)
    },
  )
})

describe.concurrent('Neptune: permissions of the control plane', patience, () => {
  test('AccessDenied to CreateDBCluster is an error that names rds:CreateDBCluster, and the call is not repeated', async ({
    simulate,
  }) => {
    const { aws, obtain } = await simulate()
    aws.fault(
      'CreateDBCluster',
      refused(
        'AccessDenied',
        'User: arn:aws:iam::111122223333:user/ci is not authorized to perform: rds:CreateDBCluster on resource: arn:aws:rds:eu-west-1:111122223333:cluster:a',
        403,
      ),
    )
    await expect(obtain()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PERMISSION',
      message: expect.stringMatching(
        `^Neptune cluster ${ID} could not be created\\.\nAccessDenied: .+\nAllow rds:CreateDBCluster on arn:aws:rds:eu-west-1:111122223333:cluster:a to arn:aws:iam::111122223333:user/ci`,
      ),
    })
    expect(aws.lines('CreateDBCluster')).toHaveLength(1)
  })
})
