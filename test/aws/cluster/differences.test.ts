import { expect, test } from 'vitest'
import { clusterDifferences } from '../../../src/aws/cluster/differences.ts'
import { smallCluster } from '../cluster-scenario.ts'

const seen = {
  state: 'available',
  cluster: {
    EngineVersion: '1.4.6.0',
    DBSubnetGroup: 'default',
    IAMDatabaseAuthenticationEnabled: true,
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-2' }, { VpcSecurityGroupId: 'sg-1' }],
  },
  instances: [{ DBInstanceClass: 'db.t3.medium', PubliclyAccessible: false }],
}

test('a cluster as it is asked for has no difference, and neither has what the spec leaves open', () => {
  expect(clusterDifferences(seen, smallCluster)).toEqual([])
  expect(
    clusterDifferences(seen, { ...smallCluster, securityGroupIds: ['sg-1', 'sg-2'], subnetGroup: 'default' }),
  ).toEqual([])
  const { engineVersion: _open, ...open } = smallCluster
  expect(clusterDifferences(seen, open)).toEqual([])
})

test('each difference of a cluster is named with its own value and that of the options', () => {
  const spec = {
    ...smallCluster,
    engineVersion: '1.4.7.0',
    capacity: { minNcu: 1, maxNcu: 4 },
    subnetGroup: 'private',
    securityGroupIds: ['sg-3'],
    publiclyAccessible: true,
  }
  const limits = { MinCapacity: 2, MaxCapacity: 4 }
  const off = { ...seen.cluster, IAMDatabaseAuthenticationEnabled: false, ServerlessV2ScalingConfiguration: limits }
  expect(clusterDifferences({ ...seen, cluster: off }, spec)).toEqual([
    'engineVersion: 1.4.6.0, but the options ask for 1.4.7.0',
    'aws.neptune.instanceClass: db.t3.medium, but the options ask for db.serverless',
    'aws.neptune.serverless.minNcu: 2, but the options ask for 1',
    'aws.neptune.subnetGroup: default, but the options ask for private',
    'aws.neptune.securityGroupIds: sg-1, sg-2, but the options ask for sg-3',
    'aws.neptune.publiclyAccessible: false, but the options ask for true',
    'IAM authentication: false, but the options ask for true',
  ])
})

test('a missing instance counts as no difference of a cluster, because it will be added', () => {
  expect(clusterDifferences({ ...seen, instances: [] }, smallCluster)).toEqual([])
})
