import { expect, test } from 'vitest'
import { iamPolicy } from '../../../src/config/iam-policy.ts'
import { projectPrefix, resourceName } from '../../../src/resource/resource-name.ts'

const aws = { allowedAccounts: ['111122223333'], name: 'Orders & Routes', insideVpc: true }
const vpc = { subnetIds: ['subnet-1'] }
const allowed = (options: Parameters<typeof iamPolicy>[0]) => iamPolicy(options, '/nowhere', {}).Statement

test('the policy allows only read actions on more than the resources of this project', () => {
  const statements = allowed({ opensearch: true, neptune: true, region: 'eu-west-1', aws })
  const wide = statements.filter(({ Resource }) => Resource.some((arn) => !arn.includes('vaf-orders-routes-*')))
  expect(Object.fromEntries(wide.map(({ Action, Resource }) => [Action.join(), Resource]))).toEqual({
    'es:ListTags': ['arn:aws:es:eu-west-1:111122223333:domain/vaf-*'],
    'es:ListDomainNames': ['*'],
    'rds:DescribeDBClusters,rds:DescribeDBInstances': [
      'arn:aws:rds:eu-west-1:111122223333:cluster:*',
      'arn:aws:rds:eu-west-1:111122223333:db:*',
    ],
    'rds:CreateDBCluster,rds:CreateDBInstance': [
      'arn:aws:rds:eu-west-1:111122223333:cluster:vaf-orders-routes-*',
      'arn:aws:rds:eu-west-1:111122223333:db:vaf-orders-routes-*',
      'arn:aws:rds:eu-west-1:111122223333:cluster-pg:default.neptune*',
      'arn:aws:rds:eu-west-1:111122223333:pg:default.neptune*',
      'arn:aws:rds:eu-west-1:111122223333:subgrp:default',
    ],
    'rds:ListTagsForResource': [
      'arn:aws:rds:eu-west-1:111122223333:cluster:vaf-*',
      'arn:aws:rds:eu-west-1:111122223333:db:vaf-*',
    ],
    'neptune-db:DeleteDataViaQuery,neptune-db:GetEngineStatus,neptune-db:ReadDataViaQuery,neptune-db:WriteDataViaQuery':
      ['arn:aws:neptune-db:eu-west-1:111122223333:cluster-*/*'],
  })
})

test('the name of a resource begins with the prefix that the policy allows and that no other project has', () => {
  const name = resourceName({ project: aws.name, key: '8f3a1c', generation: 1 })
  expect(name.startsWith(projectPrefix(aws.name))).toBe(true)
  expect(projectPrefix('orders')).toBe('vaf-orders-')
})

test.for<[string, Parameters<typeof iamPolicy>[0], RegExp]>([
  ['China', { opensearch: true, region: 'cn-north-1', aws }, /^arn:aws-cn:es:cn-north-1:/],
  ['the regions of the US government', { opensearch: true, region: 'us-gov-west-1', aws }, /^arn:aws-us-gov:/],
  [
    'several accounts',
    { opensearch: true, region: 'eu-west-1', aws: { ...aws, allowedAccounts: ['111122223333', '444455556666'] } },
    /^arn:aws:es:eu-west-1:\*:/,
  ],
  ['no account', { opensearch: true, region: 'eu-west-1' }, /^arn:aws:es:eu-west-1:\*:/],
])('the ARNs of a policy begin with the partition, region and account of %s', ([_, options, start]) => {
  expect(allowed(options)[0]?.Resource[0]).toMatch(start)
})

test.for<[string, string, string]>([
  [
    'the domain in its address',
    'https://search-orders-live-abcdefghij0123456789abcdef.eu-west-1.es.amazonaws.com',
    'orders-live',
  ],
  [
    'the domain in its address in a VPC',
    'https://vpc-orders-abcdefghij0123456789abcdef.eu-west-1.es.amazonaws.com',
    'orders',
  ],
  ['any domain where the address is a custom one', 'https://search.example.org', '*'],
])('the policy for a given endpoint names %s', ([_, endpoint, name]) => {
  const [statement, ...others] = allowed({
    opensearch: true,
    region: 'eu-west-1',
    aws: { ...aws, opensearch: { endpoint } },
  })
  expect(others).toEqual([])
  expect(statement?.Resource).toEqual([`arn:aws:es:eu-west-1:111122223333:domain/${name}/*`])
})

test('the policy for a domain in a VPC allows the calls to EC2 that the service makes for the caller', () => {
  const statements = allowed({ opensearch: true, region: 'eu-west-1', aws: { ...aws, opensearch: { vpc } } })
  expect(statements.find(({ Sid }) => Sid === 'OpenSearchNetwork')?.Action).toEqual([
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
  ])
})

test('each statement of a policy has an id of its own that IAM accepts', () => {
  const ids = allowed({
    opensearch: true,
    neptune: true,
    region: 'eu-west-1',
    aws: { ...aws, opensearch: { vpc } },
  }).map(({ Sid }) => Sid)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/)
})

test('a policy for options without a region fails as a run with them', () => {
  expect(() => allowed({ opensearch: true })).toThrow("region: target 'aws' needs a region")
})
