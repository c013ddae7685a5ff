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

test('a domain as it is asked for differs in nothing from the options', () => {
  expect(compare({})).toEqual([])
})

test('a domain differs in nothing by what the service adds or orders by itself', () => {
  const inVpc = { subnetIds: ['subnet-2', 'subnet-1'], securityGroupIds: ['sg-default'] }
  expect(compare({ vpc: inVpc }, { vpc })).toEqual([])
})

test.for<[string, Partial<DomainConfiguration>, Partial<DomainSpec>, string]>([
  [
    'engine',
    { engineVersion: 'OpenSearch_1.3' },
    {},
    'engine version: OpenSearch_1.3, but the options ask for OpenSearch_2.19',
  ],
  [
    'instance type',
    { instanceType: 'm5.large.search' },
    {},
    'instance type: m5.large.search, but the options ask for t3.small.search',
  ],
  ['instances', { instanceCount: 3 }, {}, 'number of instances: 3, but the options ask for 1'],
  ['volume', { volumeGb: undefined }, {}, 'volume in GiB: none, but the options ask for 10'],
  ['place', { vpc }, {}, 'subnets: subnet-1, subnet-2, but the options ask for none'],
  ['other place', {}, { vpc }, 'subnets: none, but the options ask for subnet-1, subnet-2'],
  [
    'security groups',
    { vpc: { ...vpc, securityGroupIds: ['sg-1'] } },
    { vpc: { ...vpc, securityGroupIds: ['sg-2'] } },
    'security groups: sg-1, but the options ask for sg-2',
  ],
  ['HTTPS', { enforcesHttps: false }, {}, 'HTTPS: optional, but the options ask for enforced'],
  ['encryption', { isEncrypted: false }, {}, 'encryption at rest and between nodes: off, but the options ask for on'],
  [
    'access',
    { accessPolicy: '{"Statement":[]}' },
    {},
    `access policy: {"Statement":[]}, but the options ask for ${accessPolicy('account', account, 'vaf-a')}`,
  ],
])(
  'the difference of a domain in %s is named with its own value and that of the options',
  ([, configuration, asked, line]) => {
    expect(compare(configuration, asked)).toEqual([line])
  },
)
