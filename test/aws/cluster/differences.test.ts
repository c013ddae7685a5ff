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

test('a cluster as it is asked for has none, nor has what the spec leaves open', () => {
  expect(clusterDifferences(seen, smallCluster)).toEqual([])
  expect(
    clusterDifferences(seen, { ...smallCluster, securityGroupIds: ['sg-1', 'sg-2'], subnetGroup: 'default' }),
  ).toEqual([])
  const { engineVersion: _open, ...open } = smallCluster
  expect(clusterDifferences(seen, open)).toEqual([])
})

test('each is told, with what there is and what is asked for', () => {
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
    'engineVersion: it has 1.4.6.0, and 1.4.7.0 is asked for.',
    'aws.neptune.instanceClass: it has db.t3.medium, and db.serverless is asked for.',
    'aws.neptune.serverless.minNcu: it has 2, and 1 is asked for.',
    'aws.neptune.subnetGroup: it has default, and private is asked for.',
    'aws.neptune.securityGroupIds: it has sg-1, sg-2, and sg-3 is asked for.',
    'aws.neptune.publiclyAccessible: it has false, and true is asked for.',
    'IAM authentication: it has false, and true is asked for.',
  ])
})

test('an instance that is missing is no difference: it will be added', () => {
  expect(clusterDifferences({ ...seen, instances: [] }, smallCluster)).toEqual([])
})
