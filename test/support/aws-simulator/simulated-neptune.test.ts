import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ModifyDBClusterCommand,
  NeptuneClient,
} from '@aws-sdk/client-neptune'
import { expect, onTestFinished, test } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { startAwsSimulator } from './aws-simulator.ts'
import type { NeptuneScript } from './neptune-script.ts'
import { SimulatedNeptune } from './simulated-neptune.ts'

const MINUTE = 60_000
const cluster = { DBClusterIdentifier: 'Orders', Engine: 'neptune' }
const instance = { ...cluster, DBInstanceIdentifier: 'Orders-1', DBInstanceClass: 'db.t3.medium' }

async function simulate(script: Partial<NeptuneScript> = {}) {
  const clock = new FakeClock()
  const neptune = new SimulatedNeptune({ clock, script })
  const aws = await startAwsSimulator({ services: [neptune], clock })
  onTestFinished(() => aws.close())
  return { clock, neptune, client: new NeptuneClient(aws.clientConfig) }
}

test('a new simulated cluster goes through its states, with ids in lower case, and its instance is available long after it', async () => {
  const { client, clock, neptune } = await simulate()
  const { DBCluster } = await client.send(new CreateDBClusterCommand(cluster))
  expect(DBCluster).toMatchObject({ DBClusterIdentifier: 'orders', Status: 'creating', EngineVersion: '1.4.6.0' })
  expect(DBCluster).not.toHaveProperty('Endpoint')
  await client.send(new CreateDBInstanceCommand(instance))
  await clock.advance(MINUTE)
  expect(neptune.clusters[0]?.life.status).toBe('available')
  expect(neptune.instances[0]?.life.status).toBe('creating')
  await clock.advance(5 * MINUTE)
  expect(neptune.instances[0]?.life.status).toBe('configuring-iam-database-auth')
  await clock.advance(MINUTE)
  const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'ORDERS-1' }))
  expect(DBInstances).toMatchObject([{ DBInstanceStatus: 'available', DBClusterIdentifier: 'orders' }])
})

test('a simulated cluster is protected by default, and is deleted only after its instances, without a snapshot', async () => {
  const { client, clock, neptune } = await simulate()
  await client.send(new CreateDBClusterCommand(cluster))
  await client.send(new CreateDBInstanceCommand(instance))
  await clock.advance(10 * MINUTE)
  const remove = (SkipFinalSnapshot?: boolean) =>
    client.send(new DeleteDBClusterCommand({ ...cluster, SkipFinalSnapshot }))
  await expect(remove()).rejects.toThrow('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
  await expect(remove(true)).rejects.toMatchObject({ name: 'InvalidParameterCombination' })
  await client.send(new ModifyDBClusterCommand({ ...cluster, DeletionProtection: false }))
  await expect(remove(true)).rejects.toThrow('it still contains DB instances in non-deleting state')
  await client.send(new DeleteDBInstanceCommand({ ...instance, SkipFinalSnapshot: true }))
  await expect(remove(true)).rejects.toThrow('DbCluster orders is not currently in the available state.')
  await clock.advance(MINUTE)
  await remove(true)
  await clock.advance(4 * MINUTE)
  expect(neptune.clusters).toHaveLength(1)
  await clock.advance(2 * MINUTE)
  expect([neptune.clusters, neptune.instances]).toEqual([[], []])
})

test('the error for an absent simulated cluster has one name in the SDK and another on the wire', async () => {
  const { client } = await simulate()
  const unknown = { DBInstanceIdentifier: 'nobody' }
  const absent = { name: 'DBInstanceNotFoundFault', Code: 'DBInstanceNotFound', $metadata: { httpStatusCode: 404 } }
  await expect(client.send(new DescribeDBInstancesCommand(unknown))).rejects.toMatchObject(absent)
  await expect(client.send(new DeleteDBInstanceCommand(unknown))).rejects.toMatchObject(absent)
  await expect(client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: 'nobody' }))).rejects.toMatchObject({
    name: 'DBClusterNotFoundFault',
  })
})

test('the simulated Neptune lists clusters of every engine without a filter, in pages of 20 to 100', async () => {
  const { client, neptune } = await simulate()
  for (let number = 100; number < 150; number += 1) {
    neptune.putCluster({ id: `c${number}`, engine: ['neptune', 'docdb', 'aurora-mysql'][number % 3]! })
  }
  const list = (input: object) => client.send(new DescribeDBClustersCommand(input))
  const first = await list({ MaxRecords: 20 })
  expect(first.DBClusters).toHaveLength(20)
  expect(new Set(first.DBClusters?.map(({ Engine }) => Engine))).toEqual(new Set(['neptune', 'docdb', 'aurora-mysql']))
  const next = await list({ MaxRecords: 20, Marker: first.Marker })
  expect(next.DBClusters?.[0]?.DBClusterIdentifier).toBe('c120')
  const ours = await list({ Filters: [{ Name: 'engine', Values: ['neptune'] }] })
  expect(ours.DBClusters).toHaveLength(16)
  await expect(list({ MaxRecords: 19 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(list({ MaxRecords: 101 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(list({ Filters: [{ Name: 'owner', Values: ['me'] }] })).rejects.toThrow(
    'Unrecognized filter name: owner',
  )
})

test('the simulated Neptune rejects a new cluster or instance as AWS does', async () => {
  const { client, clock } = await simulate()
  const make = (input: object) => client.send(new CreateDBClusterCommand({ ...cluster, ...input }))
  await expect(make({ DBClusterIdentifier: 'a--b' })).rejects.toThrow('is not a valid identifier')
  await expect(make({ BackupRetentionPeriod: 0 })).rejects.toThrow('Must be between 1 and 35.')
  const limits = (MinCapacity: number, MaxCapacity: number) => ({
    ServerlessV2ScalingConfiguration: { MinCapacity, MaxCapacity },
  })
  await expect(make(limits(0.5, 2))).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(make(limits(1, 2.2))).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  await expect(make({ ...limits(1, 2), EngineVersion: '1.2.0.0' })).rejects.toThrow('does not support serverless')
  await expect(make({ Tags: [{ Key: 'aws:a', Value: 'b' }] })).rejects.toThrow('is reserved')
  await make({ EngineVersion: '1.4.5.0' })
  await expect(make({})).rejects.toMatchObject({ name: 'DBClusterAlreadyExistsFault' })
  await clock.advance(MINUTE)
  const add = (input: object) => client.send(new CreateDBInstanceCommand({ ...instance, ...input }))
  await expect(add({ PubliclyAccessible: true })).rejects.toThrow('A public endpoint needs engine version 1.4.6.0')
  await expect(add({ DBInstanceClass: 'db.serverless' })).rejects.toThrow('scaling configuration')
  await expect(add({ DBClusterIdentifier: 'nobody' })).rejects.toMatchObject({ name: 'DBClusterNotFoundFault' })
  await add({})
  await expect(add({})).rejects.toMatchObject({ name: 'DBInstanceAlreadyExistsFault' })
})
