import { describe, expect, test } from 'vitest'
import { checkDomainSpec } from '../../../src/aws/domain/check.ts'
import * as messages from '../../../src/aws/domain/messages.ts'
import type { DomainSpec } from '../../../src/aws/domain/spec.ts'
import { domainVersions } from '../../../src/aws/facts/domain-versions.ts'

const usual: DomainSpec = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  access: 'account',
  tags: {},
}
const issuesOf = (differing: Partial<DomainSpec>, name = 'vaf-a') => checkDomainSpec({ ...usual, ...differing }, name)

describe("the check of a domain's spec", () => {
  test.for<[string, Partial<DomainSpec>]>([
    ['the default spec', {}],
    ['the oldest version', { engineVersion: 'OpenSearch_1.0' }],
    ['the newest version', { engineVersion: 'OpenSearch_3.5' }],
    ['a version of a known major that came after this package', { engineVersion: 'OpenSearch_3.9' }],
    ['nine tags of the user', { tags: Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`t${at}`, 'x'])) }],
    ['three subnets', { instanceCount: 3, vpc: { subnetIds: ['a', 'b', 'c'], securityGroupIds: [] } }],
    [
      'a role and an account as principals',
      { access: { principals: ['arn:aws:iam::111122223333:role/ci', '111122223333'] } },
    ],
    ['a large volume of a large instance', { instanceType: 'r6g.large.search', volumeGb: 1_000, instanceCount: 20 }],
    ['an optimised instance', { instanceType: 'or1.medium.search', volumeGb: 20 }],
  ])('has no issue with %s', ([, differing]) => {
    expect(issuesOf(differing)).toEqual([])
  })
})

test.for([
  ['Vaf-A', 'an upper-case letter'],
  ['va', 'two characters'],
  ['1-vaf', 'a digit first'],
  ['vaf_a', 'an underscore'],
  [`vaf-${'a'.repeat(25)}`, '29 characters'],
] as const)("a domain cannot be named '%s', which has %s", ([name]) => {
  expect(issuesOf({}, name)).toEqual([messages.badName(name)])
})

test.for<[string, Partial<DomainSpec>, string]>([
  ...['OpenSearch_2.18', 'OpenSearch_9.9', '2.19', 'Elasticsearch_7.10', 'OpenSearch_3.5.1', 'opensearch_3.5'].map(
    (engineVersion): [string, Partial<DomainSpec>, string] => [
      `the version ${engineVersion}`,
      { engineVersion },
      messages.unknownVersion(engineVersion, domainVersions),
    ],
  ),
  [
    'an open policy on the internet',
    { access: { policy: '{"Statement":{"Effect":"Allow","Principal":"*"}}' } },
    messages.openPolicy(),
  ],
  ['everybody among the principals', { access: { principals: ['*'] } }, messages.badPrincipal('*')],
  ['no principal', { access: { principals: [] } }, messages.noPrincipals()],
  [
    'a policy by addresses in a VPC',
    {
      access: {
        policy: '{"Statement":{"Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"::1"}}}}',
      },
      vpc: { subnetIds: ['a'], securityGroupIds: [] },
    },
    messages.policyByAddress(),
  ],
  [
    'ten tags of the user',
    { tags: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`t${at}`, 'x'])) },
    messages.tooManyTags(9, 10),
  ],
  ["a tag of AWS's own", { tags: { 'AWS:team': 'x' } }, messages.reservedTag('AWS:team')],
  ["this package's own tag", { tags: { 'vitest-aws-fixtures': 'x' } }, messages.ownTag('vitest-aws-fixtures')],
  ['a tag without a key', { tags: { '': 'x' } }, messages.badTagKey('')],
  ['a long value of a tag', { tags: { team: 'x'.repeat(257) } }, messages.badTagValue('team')],
  ['a small volume', { volumeGb: 9 }, messages.volumeTooSmall(10, 9)],
  ['a large volume', { volumeGb: 101 }, messages.volumeTooLarge('t3.small.search', 100, 101)],
  ['many small instances', { instanceCount: 11 }, messages.tooManyInstances('t3.small.search', 10, 11)],
  ['an instance type of another service', { instanceType: 't3.small' }, messages.badInstanceType('t3.small')],
  ['instances that cannot encrypt', { instanceType: 't2.small.search' }, messages.noEncryption('t2.small.search')],
  ['instances with disks of their own', { instanceType: 'i3.large.search' }, messages.ownDisks('i3.large.search')],
  ['no subnet', { vpc: { subnetIds: [], securityGroupIds: [] } }, messages.badSubnetCount(0)],
  [
    'more subnets than instances',
    { vpc: { subnetIds: ['a', 'b'], securityGroupIds: [] } },
    messages.fewerInstancesThanSubnets(2, 1),
  ],
])('a domain with %s is refused before any call', ([, differing, issue]) => {
  expect(issuesOf(differing)).toEqual([issue])
})

test("all issues with a domain's spec are named, not only the first", () => {
  expect(issuesOf({ volumeGb: 1, engineVersion: 'x', tags: { 'aws:a': '' } }, 'X')).toHaveLength(4)
})
