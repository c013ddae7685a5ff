import { describe, expect } from 'vitest'
import { refused } from '../../support/aws-simulator/fault.ts'
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
} from '../cluster-scenario.ts'

describe.concurrent('CreateDBCluster and CreateDBInstance: the requests', patience, () => {
  test('a run first describes, then requests one cluster and its instance, then polls until both are available', async ({
    simulate,
  }) => {
    const scenario = await simulate()
    const seen = await scenario.make()
    expect(seen).toMatchObject({ state: 'available', endpoint: { port: 8182 } })
    expect(seen.endpoint?.host).toMatch(
      new RegExp(`^${ID}\\.cluster-[0-9a-f]{12}\\.eu-west-1\\.neptune\\.amazonaws\\.com$`),
    )
    expect(seen.cluster?.DbClusterResourceId).toMatch(/^cluster-[0-9A-Z]{26}$/)
    expect(scenario.aws.calls.slice(0, 2).map(({ operation }) => operation)).toEqual([
      'DescribeDBInstances',
      'DescribeDBClusters',
    ])
    expect(scenario.writes).toEqual([`CreateDBCluster ${ID}: ok`, `CreateDBInstance ${INSTANCE}: ok`])
  })

  test('a cluster is requested with IAM authentication, encryption, one day of backups, no protection, and tags on both parts', async ({
    simulate,
  }) => {
    const { aws, make } = await simulate()
    await make({ subnetGroup: 'default', securityGroupIds: ['sg-1', 'sg-2'] })
    const Tags = [
      { Key: 'vitest-aws-fixtures', Value: 'run=vaf-3f9c2 fingerprint=8f3a1c0b2d' },
      { Key: 'team', Value: 'orders' },
    ]
    expect(aws.writes.map(({ input }) => input)).toEqual([
      {
        DBClusterIdentifier: ID,
        Engine: 'neptune',
        EngineVersion: '1.4.6.0',
        EnableIAMDatabaseAuthentication: 'true',
        DeletionProtection: 'false',
        StorageEncrypted: 'true',
        BackupRetentionPeriod: '1',
        DBSubnetGroupName: 'default',
        VpcSecurityGroupIds: ['sg-1', 'sg-2'],
        Tags,
      },
      {
        DBInstanceIdentifier: INSTANCE,
        DBClusterIdentifier: ID,
        Engine: 'neptune',
        DBInstanceClass: 'db.t3.medium',
        AutoMinorVersionUpgrade: 'false',
        PubliclyAccessible: 'false',
        Tags,
      },
    ])
  })

  test('a serverless cluster has its limits, and its instance the class db.serverless', async ({ simulate }) => {
    const { aws, make } = await simulate()
    const seen = await make({ capacity: { minNcu: 1, maxNcu: 2.5 } })
    expect(aws.writes.map(({ input }) => input)).toMatchObject([
      { ServerlessV2ScalingConfiguration: { MinCapacity: '1', MaxCapacity: '2.5' } },
      { DBInstanceClass: 'db.serverless' },
    ])
    expect(seen.cluster?.ServerlessV2ScalingConfiguration).toEqual({ MinCapacity: 1, MaxCapacity: 2.5 })
  })

  test('a public address is requested for the instance', async ({ simulate }) => {
    const { make } = await simulate()
    const seen = await make({ publiclyAccessible: true })
    expect(seen.instances).toMatchObject([{ PubliclyAccessible: true }])
  })

  test("a cluster without a version in the options has AWS's own default", async ({ simulate }) => {
    const { aws, make } = await simulate({ defaultEngineVersion: '1.4.7.0' })
    const { engineVersion: _none, ...spec } = smallCluster
    await make({ ...spec, engineVersion: undefined as never })
    expect(aws.writes[0]?.input).not.toHaveProperty('EngineVersion')
  })

  test('a cluster may have another port than 8182, as emulators give one', async ({ simulate }) => {
    const { make } = await simulate({ port: 41_234 })
    expect((await make()).endpoint?.port).toBe(41_234)
  })

  test('an instance that AWS adds only to an available cluster is requested again then', async ({ simulate }) => {
    const scenario = await simulate({ instanceNeedsAvailableCluster: true })
    await scenario.make()
    expect(scenario.writes).toEqual([
      `CreateDBCluster ${ID}: ok`,
      `CreateDBInstance ${INSTANCE}: InvalidDBClusterStateFault`,
      `CreateDBInstance ${INSTANCE}: ok`,
    ])
  })

  test('a cluster that is available while its instance is not is not ready', async ({ simulate }) => {
    const { aws, make, neptune } = await simulate({ instanceCreation: [['creating', 2 * MINUTE]] })
    const seen = await make()
    expect(seen.state).toBe('available')
    expect(neptune.instances[0]?.life.status).toBe('available')
    expect(aws.calls.length).toBeGreaterThan(20)
  })

  test('a cluster that is available without an endpoint is waited for', async ({ simulate }) => {
    const { make, clock } = await simulate({ endpointDelayMs: MINUTE })
    const started = clock.now()
    expect((await make()).endpoint?.host).toContain(ID)
    expect(clock.now() - started).toBeGreaterThan(MINUTE)
  })
})

describe.concurrent('DescribeDBClusters: the wait for a new cluster', patience, () => {
  test('a cluster that is not found right after its creation is waited for, and not created twice', async ({
    simulate,
  }) => {
    const scenario = await simulate({ hiddenMs: 50 * SECOND })
    await scenario.make()
    expect(scenario.writes).toEqual([`CreateDBCluster ${ID}: ok`, `CreateDBInstance ${INSTANCE}: ok`])
  })

  test('a spec with issues is refused with all of them before any call', async ({ simulate }) => {
    const { aws, kind, signal } = await simulate()
    const spec = { ...smallCluster, capacity: { minNcu: 0, maxNcu: 2.3 }, tags: { 'aws:a': 'b' } }
    await expect(kind.create(ID, spec, ours, signal)).rejects.toMatchObject({
      code: 'AWS_FIXTURE_CONFIG',
      message: [
        `Neptune cluster ${ID} is not created.`,
        'aws.neptune.serverless.minNcu: 0 is not between 1 and 128 in steps of 0.5.',
        'aws.neptune.serverless.maxNcu: 2.3 is not between 1 and 128 in steps of 0.5.',
        "aws.tags: the key 'aws:a' is reserved by AWS.",
      ].join('\n'),
    })
    expect(aws.calls).toEqual([])
  })
})

describe.concurrent('CreateDBCluster and CreateDBInstance: rejected requests', patience, () => {
  test.for([
    [
      'a used-up quota of clusters',
      { clusterQuota: 0 },
      `Neptune cluster ${ID} could not be created.`,
      'DBClusterQuotaExceededFault: You have reached the maximum number of DB clusters.',
      'Delete clusters, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.',
    ],
    [
      'a used-up quota of instances',
      { instanceQuota: 0 },
      `Instance ${INSTANCE} of Neptune cluster ${ID} could not be created.`,
      'InstanceQuotaExceededFault: Instance quota exceeded.',
      'Delete instances, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.',
    ],
    [
      'a default subnet group that is missing',
      { subnetGroups: {} },
      `Neptune cluster ${ID} could not be created.`,
      "DBSubnetGroupNotFoundFault: DB subnet group 'default' does not exist.",
      "Create a DB subnet group and name it in aws.neptune.subnetGroup: the account has none named 'default' here.",
    ],
    [
      'a subnet group in one Availability Zone',
      { subnetGroups: { default: 1 } },
      `Neptune cluster ${ID} could not be created.`,
      'DBSubnetGroupDoesNotCoverEnoughAZs: DB Subnet Group does not meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones.',
      'Name a subnet group in aws.neptune.subnetGroup that has subnets in at least two Availability Zones.',
    ],
  ] as const)(
    '%s ends the creation at once, with what to do, and leaves nothing',
    async ([, script, ...message], { simulate }) => {
      const scenario = await simulate(script)
      await expect(scenario.make()).rejects.toMatchObject({
        code: 'AWS_FIXTURE_PROVISION',
        message: message.join('\n'),
        cause: { name: message[1].split(':')[0] },
      })
      await scenario.cleanup.run()
      expect(scenario.left).toEqual([])
    },
  )

  test.for([
    [
      'InsufficientDBInstanceCapacity',
      'InsufficientDBInstanceCapacityFault',
      'Choose another aws.neptune.instanceClass, or a subnet group in other Availability Zones, or try again later.',
    ],
    [
      'StorageQuotaExceeded',
      'StorageQuotaExceededFault',
      'Delete databases, or request a higher quota: Amazon RDS and Neptune share it.',
    ],
  ] as const)(
    '%s to the instance ends the creation at once with the reason, and removes the cluster',
    async ([code, name, advice], { simulate }) => {
      const scenario = await simulate()
      scenario.aws.fault('CreateDBInstance', refused(code, 'Not now.', 400))
      await expect(scenario.make()).rejects.toMatchObject({
        code: 'AWS_FIXTURE_PROVISION',
        message: `Instance ${INSTANCE} of Neptune cluster ${ID} could not be created.\n${name}: Not now.\n${advice}`,
      })
      expect(scenario.aws.lines('CreateDBInstance')).toHaveLength(1)
      expect(scenario.left).toEqual([ID])
      await scenario.cleanup.run()
      expect(scenario.left).toEqual([])
    },
  )

  test.for([
    'Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later',
    'Missing necessary credentials. Please check http://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html',
  ])('a missing service-linked role is an error with the command to create it: %s', async (text, { simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDBCluster', refused('InvalidParameterValue', text))
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: [
        `Neptune cluster ${ID} could not be created.`,
        `InvalidParameterValue: ${text}`,
        'The service needs its role, which is created once in an account: aws iam create-service-linked-role --aws-service-name rds.amazonaws.com',
      ].join('\n'),
    })
  })

  test('a subnet group in the options that does not exist is an error that says to correct the option', async ({
    simulate,
  }) => {
    const { make } = await simulate()
    await expect(make({ subnetGroup: 'private' })).rejects.toThrow(
      "DBSubnetGroupNotFoundFault: DB subnet group 'private' does not exist.\nCorrect aws.neptune.subnetGroup.",
    )
  })

  test('a version that AWS does not have is an error in the words of AWS', async ({ simulate }) => {
    const { make } = await simulate()
    await expect(make({ engineVersion: '9.9.9.9' })).rejects.toMatchObject({
      message: expect.stringContaining('Cannot find version 9.9.9.9 for neptune'),
      cause: { name: 'InvalidParameterCombination' },
    })
  })
})

describe.concurrent('CreateDBCluster: a name that is taken', patience, () => {
  test('a run neither creates anything beside a cluster of the same name nor deletes that cluster', async ({
    simulate,
  }) => {
    const scenario = await simulate()
    scenario.putOurs()
    await expect(scenario.make()).rejects.toThrow(`Neptune cluster ${ID} exists already; it is available.`)
    await scenario.cleanup.run()
    expect(scenario.writes).toEqual([])
  })

  test('a cluster that another run created between the poll and the request stays theirs', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.aws.before('CreateDBCluster', () => scenario.putOurs('available', 'available', othersTag))
    await expect(scenario.make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_OWNERSHIP',
      message: [
        `Neptune cluster ${ID} exists already.`,
        'It belongs to run vaf-other.',
        "It was not changed. Choose another name for this project: 'aws.name'.",
      ].join('\n'),
    })
    await scenario.cleanup.run()
    expect(scenario.writes).toEqual([`CreateDBCluster ${ID}: DBClusterAlreadyExistsFault`])
    expect(scenario.left).toEqual([ID, INSTANCE])
  })

  test.for(['neptune', 'docdb', 'aurora-mysql'])(
    'a cluster of engine %s without our tag stays theirs',
    async (engine, { simulate }) => {
      const scenario = await simulate()
      scenario.aws.before('CreateDBCluster', () => scenario.neptune.putCluster({ id: ID, engine }))
      await expect(scenario.make()).rejects.toThrow(
        `Neptune cluster ${ID} exists already.\nIt has no tag 'vitest-aws-fixtures', so it is not this package's own.`,
      )
      expect(scenario.left).toEqual([ID])
    },
  )

  test('a cluster that another run created with the same fingerprint is accepted, because it can be shared', async ({
    simulate,
  }) => {
    const { aws, kind, putOurs, signal, neptune } = await simulate()
    aws.before('CreateDBCluster', () =>
      putOurs('available', 'available', new Map([['vitest-aws-fixtures', 'run=vaf-other fingerprint=8f3a1c0b2d']])),
    )
    await kind.create(ID, smallCluster, ours, signal)
    expect(await kind.owner(ID, signal)).toEqual({ run: 'vaf-other', fingerprint: '8f3a1c0b2d' })
    expect(neptune.instances).toHaveLength(1)
  })

  test('a name whose last cluster is still being deleted gives an error of its own', async ({ simulate }) => {
    const { aws, kind, putOurs, signal } = await simulate()
    aws.before('CreateDBCluster', () => putOurs('available', 'none').life.enter([['deleting', MINUTE]], 'gone'))
    const error = await kind.create(ID, smallCluster, ours, signal).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: `Neptune cluster ${ID} cannot be created: AWS is still deleting the last cluster of this name.`,
    })
    expect([kind.isNameInUse(error), kind.isNameInUse(new Error('no'))]).toEqual([true, false])
  })

  test('an instance of the same name in another cluster stays theirs', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.neptune.putCluster({ id: 'theirs' })
    scenario.neptune.putInstance({ id: INSTANCE, clusterId: 'theirs', tags: new Map(othersTag) })
    await expect(scenario.make()).rejects.toThrow(
      `Instance ${INSTANCE} of Neptune cluster ${ID} exists already.\nIt belongs to run vaf-other.`,
    )
    await scenario.cleanup.run()
    expect(scenario.left).toEqual(['theirs', INSTANCE])
  })

  test('an instance of the same name without a tag of this package stays theirs', async ({ simulate }) => {
    const scenario = await simulate()
    scenario.neptune.putInstance({ id: INSTANCE, engine: 'mysql' })
    await expect(scenario.make()).rejects.toThrow(
      "It has no tag 'vitest-aws-fixtures', so it is not this package's own.",
    )
    await scenario.cleanup.run()
    expect(scenario.left).toEqual([INSTANCE])
  })

  test('the owner of a cluster is read from its tag, or from that of its remaining instance', async ({ simulate }) => {
    const { kind, neptune, signal } = await simulate()
    expect(await kind.owner(ID, signal)).toBe(undefined)
    neptune.putInstance({ id: INSTANCE, clusterId: ID, tags: new Map(ourTag) })
    expect(await kind.owner(ID, signal)).toEqual(ours)
    neptune.putCluster({ id: ID })
    expect(await kind.owner('other', signal)).toBe(undefined)
  })
})
