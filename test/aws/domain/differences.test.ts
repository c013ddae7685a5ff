import { expect, test } from 'vitest'
import { accessPolicy } from '../../../src/aws/domain/access-policy.ts'
import { domainDifferences } from '../../../src/aws/domain/differences.ts'
import type { DomainSpec } from '../../../src/aws/domain/spec.ts'
import type { DomainConfiguration } from '../../../src/aws/domain/state.ts'

const account = { account: '111122223333', region: 'eu-west-1', partition: 'aws', credentials: () => Promise.reject() }
const spec: DomainSpec = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  access: 'account',
  tags: { team: 'orders' },
}
const there: DomainConfiguration = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  accessPolicy: accessPolicy('account', account, 'vaf-a'),
  enforcesHttps: true,
  isEncrypted: true,
  vpc: undefined,
}
const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: [] }
const compare = (configuration: Partial<DomainConfiguration>, asked: Partial<DomainSpec> = {}) =>
  domainDifferences({ ...there, ...configuration }, { ...spec, ...asked }, account, 'vaf-a')

test('a domain as it is asked for differs in nothing', () => {
  expect(compare({})).toEqual([])
})

test('what the service adds or orders by itself is no difference', () => {
  const inVpc = { subnetIds: ['subnet-2', 'subnet-1'], securityGroupIds: ['sg-default'] }
  expect(compare({ vpc: inVpc }, { vpc })).toEqual([])
})

test.for<[string, Partial<DomainConfiguration>, Partial<DomainSpec>, string]>([
  [
    'engine',
    { engineVersion: 'OpenSearch_1.3' },
    {},
    'engine version: it is OpenSearch_1.3, and OpenSearch_2.19 is asked for',
  ],
  [
    'instance type',
    { instanceType: 'm5.large.search' },
    {},
    'instance type: it is m5.large.search, and t3.small.search is asked for',
  ],
  ['instances', { instanceCount: 3 }, {}, 'number of instances: it is 3, and 1 is asked for'],
  ['volume', { volumeGb: undefined }, {}, 'volume in GiB: it is none, and 10 is asked for'],
  ['place', { vpc }, {}, 'subnets: it is subnet-1, subnet-2, and none is asked for'],
  ['other place', {}, { vpc }, 'subnets: it is none, and subnet-1, subnet-2 is asked for'],
  [
    'security groups',
    { vpc: { ...vpc, securityGroupIds: ['sg-1'] } },
    { vpc: { ...vpc, securityGroupIds: ['sg-2'] } },
    'security groups: it is sg-1, and sg-2 is asked for',
  ],
  ['HTTPS', { enforcesHttps: false }, {}, 'HTTPS: it is optional, and enforced is asked for'],
  ['encryption', { isEncrypted: false }, {}, 'encryption at rest and between nodes: it is off, and on is asked for'],
  [
    'access',
    { accessPolicy: '{"Statement":[]}' },
    {},
    `access policy: it is {"Statement":[]}, and ${accessPolicy('account', account, 'vaf-a')} is asked for`,
  ],
])('tells another %s', ([, configuration, asked, line]) => {
  expect(compare(configuration, asked)).toEqual([line])
})
