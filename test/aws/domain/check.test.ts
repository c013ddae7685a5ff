import { describe, expect, test } from 'vitest'
import { checkDomainSpec } from '../../../src/aws/domain/check.ts'
import type { DomainSpec } from '../../../src/aws/domain/spec.ts'

const usual: DomainSpec = {
  engineVersion: 'OpenSearch_2.19',
  instanceType: 't3.small.search',
  instanceCount: 1,
  volumeGb: 10,
  access: 'account',
  tags: {},
}
const issuesOf = (differing: Partial<DomainSpec>, name = 'vaf-a') => checkDomainSpec({ ...usual, ...differing }, name)

describe('a domain that AWS would take has no issue', () => {
  test.for<[string, Partial<DomainSpec>]>([
    ['the default one', {}],
    ['the oldest version', { engineVersion: 'OpenSearch_1.0' }],
    ['the newest version', { engineVersion: 'OpenSearch_3.5' }],
    ['a version of a known major that came after this package', { engineVersion: 'OpenSearch_3.9' }],
    ['nine tags of the user', { tags: Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`t${at}`, 'x'])) }],
    ['three subnets', { instanceCount: 3, vpc: { subnetIds: ['a', 'b', 'c'], securityGroupIds: [] } }],
    ['a role and an account', { access: { principals: ['arn:aws:iam::111122223333:role/ci', '111122223333'] } }],
    ['a large volume of a large instance', { instanceType: 'r6g.large.search', volumeGb: 1_000, instanceCount: 20 }],
    ['an optimised instance', { instanceType: 'or1.medium.search', volumeGb: 20 }],
  ])('%s', ([, differing]) => {
    expect(issuesOf(differing)).toEqual([])
  })
})

test.for([
  ['Vaf-A', 'an upper-case letter'],
  ['va', 'two characters'],
  ['1-vaf', 'a digit first'],
  ['vaf_a', 'an underscore'],
  [`vaf-${'a'.repeat(25)}`, '29 characters'],
] as const)("'%s' is no name: %s", ([name]) => {
  expect(issuesOf({}, name)).toEqual([
    `'${name}' is no name for a domain: it has 3 to 28 lower-case letters, digits and hyphens, the first of them a letter.`,
  ])
})

const listed =
  'OpenSearch_3.5, OpenSearch_3.3, OpenSearch_3.1, OpenSearch_2.19, OpenSearch_2.17, OpenSearch_2.15, OpenSearch_2.13, ' +
  'OpenSearch_2.11, OpenSearch_2.9, OpenSearch_2.7, OpenSearch_2.5, OpenSearch_2.3, OpenSearch_1.3, OpenSearch_1.2, ' +
  'OpenSearch_1.1, OpenSearch_1.0'

test.for<[string, Partial<DomainSpec>, string]>([
  ...['OpenSearch_2.18', 'OpenSearch_9.9', '2.19', 'Elasticsearch_7.10', 'OpenSearch_3.5.1', 'opensearch_3.5'].map(
    (engineVersion): [string, Partial<DomainSpec>, string] => [
      `the version ${engineVersion}`,
      { engineVersion },
      `opensearch.engineVersion: '${engineVersion}' is unknown; Amazon OpenSearch Service has ${listed}.`,
    ],
  ),
  [
    'an open policy on the internet',
    { access: { policy: '{"Statement":{"Effect":"Allow","Principal":"*"}}' } },
    'aws.opensearch.accessPolicy: it lets everybody in, which AWS rejects for a domain on the internet, but only after ' +
      'many minutes; name principals, or add a Condition.',
  ],
  [
    'everybody among the principals',
    { access: { principals: ['*'] } },
    "aws.opensearch.principals: '*' is not the ARN of a user, role or account.",
  ],
  ['no principal', { access: { principals: [] } }, 'aws.opensearch.principals: nobody could call the domain.'],
  [
    'a policy by addresses in a VPC',
    {
      access: {
        policy: '{"Statement":{"Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"::1"}}}}',
      },
      vpc: { subnetIds: ['a'], securityGroupIds: [] },
    },
    'aws.opensearch.accessPolicy: it goes by IP addresses (aws:SourceIp), which AWS rejects for a domain in a VPC; use its ' +
      'security groups.',
  ],
  [
    'ten tags of the user',
    { tags: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`t${at}`, 'x'])) },
    'aws.tags: a domain has at most 10 tags, of which one is ours; there are 10.',
  ],
  ["a tag of AWS's own", { tags: { 'AWS:team': 'x' } }, "aws.tags: 'AWS:team' is reserved by AWS."],
  ['our own tag', { tags: { 'vitest-aws-fixtures': 'x' } }, "aws.tags: 'vitest-aws-fixtures' is ours."],
  ['a tag without a key', { tags: { '': 'x' } }, "aws.tags: the key '' has not 1 to 128 characters."],
  [
    'a long value of a tag',
    { tags: { team: 'x'.repeat(257) } },
    "aws.tags: the value of 'team' has more than 256 characters.",
  ],
  ['a small volume', { volumeGb: 9 }, 'aws.opensearch.volumeGb: a volume has at least 10 GiB, not 9.'],
  [
    'a large volume',
    { volumeGb: 101 },
    'aws.opensearch.volumeGb: a volume of t3.small.search has at most 100 GiB, not 101.',
  ],
  [
    'many small instances',
    { instanceCount: 11 },
    'aws.opensearch.instanceCount: a domain has at most 10 instances of t3.small.search, not 11.',
  ],
  [
    'an instance type of another service',
    { instanceType: 't3.small' },
    "aws.opensearch.instanceType: 't3.small' is not an instance type, such as t3.small.search.",
  ],
  [
    'instances that cannot encrypt',
    { instanceType: 't2.small.search' },
    "aws.opensearch.instanceType: 't2.small.search' cannot encrypt its disks; take a newer one, such as t3.small.search.",
  ],
  [
    'instances with disks of their own',
    { instanceType: 'i3.large.search' },
    "aws.opensearch.instanceType: 'i3.large.search' has disks of its own, and takes no volume; take one without.",
  ],
  [
    'no subnet',
    { vpc: { subnetIds: [], securityGroupIds: [] } },
    'aws.opensearch.vpc.subnetIds: a domain is in one to three subnets, not 0.',
  ],
  [
    'more subnets than instances',
    { vpc: { subnetIds: ['a', 'b'], securityGroupIds: [] } },
    'aws.opensearch.vpc.subnetIds: 2 subnets need as many instances; instanceCount is 1.',
  ],
])('%s is refused before any call', ([, differing, issue]) => {
  expect(issuesOf(differing)).toEqual([issue])
})

test('tells every issue, not the first', () => {
  expect(issuesOf({ volumeGb: 1, engineVersion: 'x', tags: { 'aws:a': '' } }, 'X')).toHaveLength(4)
})
