import { expect, test } from 'vitest'
import type { AwsOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'

const env = { AWS_FIXTURES_TARGET: 'aws', HOME: '/home/somebody' }
const resolved = (options: { aws?: object; [key: string]: unknown }, variables: NodeJS.ProcessEnv = env) =>
  resolveOptions(
    { opensearch: true, neptune: true, ...options, aws: { insideVpc: true, ...options.aws } },
    '/nowhere/routes',
    variables,
  ) as AwsOptions
const issuesOf = (options: { aws?: object; [key: string]: unknown }, variables: NodeJS.ProcessEnv = env) => {
  try {
    resolved(options, variables)
  } catch (error) {
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}
const region = 'eu-west-1'
const by = 'at us-east-1 prices of March 2026, times 1.35'

test('target aws has a default for every option but the region', () => {
  expect(resolved({ region })).toEqual({
    target: 'aws',
    region,
    opensearch: {
      wanted: {
        spec: {
          engineVersion: 'OpenSearch_2.19',
          instanceType: 't3.small.search',
          instanceCount: 1,
          volumeGb: 10,
          access: 'account',
          tags: {},
        },
        cost: { perHourUsd: expect.closeTo(0.051, 3) as number, by },
      },
      port: 0,
    },
    neptune: {
      wanted: {
        spec: {
          capacity: { instanceClass: 'db.t3.medium' },
          securityGroupIds: [],
          publiclyAccessible: false,
          tags: {},
        },
        cost: { perHourUsd: expect.closeTo(0.132, 3) as number, by },
      },
      afterRun: 'keep',
      port: 0,
    },
    bridge: false,
    simulatePolicy: false,
    variables: {},
    exportCredentials: true,
    isolation: 'exclusive',
    indices: 'prefix',
    onLeak: 'fail',
    reuse: false,
    cacheDirectory: '/home/somebody/.cache/vitest-aws-fixtures',
    allowedAccounts: [],
    ttlMinutes: 240,
    name: 'routes',
    project: { id: 'routes', isByNameOnly: true },
    createTimeoutMs: 5_400_000,
    deleteTimeoutMs: 2_700_000,
    ledgerDirectory: '/home/somebody/.local/state/vitest-aws-fixtures/ledgers',
    root: '/nowhere/routes',
  })
})

test('target aws takes the region from the options, then from AWS_REGION, then from AWS_DEFAULT_REGION', () => {
  expect(resolved({ region }, { ...env, AWS_REGION: 'us-west-2' }).region).toBe(region)
  expect(resolved({}, { ...env, AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-2' }).region).toBe('us-west-2')
  expect(resolved({}, { ...env, AWS_DEFAULT_REGION: 'us-east-2' }).region).toBe('us-east-2')
})

test('target aws refuses options without a region, and says where one can be given', () => {
  expect(issuesOf({})).toEqual([
    "- region: target 'aws' needs a region, such as { region: 'eu-west-1' }, or AWS_REGION.",
  ])
})

test('an endpoint or a name of an existing resource replaces every option for a created one', () => {
  const aws = { opensearch: { endpoint: 'https://search-a.eu-west-1.es.amazonaws.com', instanceCount: 2 } }
  expect(resolved({ region, aws }).opensearch?.wanted).toEqual({
    endpoint: 'https://search-a.eu-west-1.es.amazonaws.com',
  })
  const named = { neptune: { clusterIdentifier: 'theirs' } }
  expect(resolved({ region, aws: named }).neptune?.wanted).toEqual({ id: 'theirs' })
})

test('a cluster is named in lower case, as AWS stores it', () => {
  const aws = { neptune: { clusterIdentifier: 'Orders-Graph' } }
  expect(resolved({ region, aws }).neptune?.wanted).toEqual({ id: 'orders-graph' })
})

test('two options that exclude each other are refused', () => {
  const aws = {
    opensearch: {
      principals: ['arn:aws:iam::111122223333:role/a'],
      accessPolicy:
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"es:*","Resource":"*"}]}',
    },
    neptune: { endpoint: 'https://a.neptune.amazonaws.com:8182', clusterIdentifier: 'a' },
  }
  expect(issuesOf({ region, aws })).toEqual([
    "- aws.opensearch: 'principals' and 'accessPolicy' exclude each other; keep one.",
    "- aws.neptune: 'endpoint' and 'clusterIdentifier' exclude each other; keep one.",
  ])
})

test('the minimum capacity of a serverless instance is one unit by default', () => {
  const { wanted } = resolved({ region, aws: { neptune: { serverless: { maxNcu: 2.5 } } } }).neptune!
  expect(wanted).toMatchObject({ spec: { capacity: { minNcu: 1, maxNcu: 2.5 } } })
})

test('an account without 12 digits and an endpoint without https are refused', () => {
  expect(issuesOf({ region, aws: { allowedAccounts: ['1234'] } })).toEqual([
    '- aws.allowedAccounts.0: is not an account: it has 12 digits',
  ])
  expect(issuesOf({ region, aws: { opensearch: { endpoint: 'http://a' } } })).toEqual([
    '- aws.opensearch.endpoint: is not an https address',
  ])
})

test('target aws accepts engine versions that the targets local and containers do not have', () => {
  expect(resolved({ region, opensearch: { engineVersion: 'OpenSearch_2.11' } }).opensearch?.wanted).toMatchObject({
    spec: { engineVersion: 'OpenSearch_2.11' },
  })
})

test('options that AWS would reject are refused before any call, all at once, each by its name', () => {
  const open = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'es:*', Resource: '*' }],
  })
  const issues = issuesOf({
    opensearch: { engineVersion: 'OpenSearch_9.9' },
    neptune: { engineVersion: '1.3' },
    region,
    aws: { opensearch: { accessPolicy: open, volumeGb: 5 }, neptune: { serverless: { maxNcu: 0.7 } } },
  })
  expect(issues).toMatchObject([
    expect.stringMatching(/^- opensearch\.engineVersion: /),
    '- aws.opensearch.volumeGb: a volume has at least 10 GiB, not 5.',
    expect.stringMatching(/^- aws\.opensearch\.accessPolicy: it /),
    "- neptune.engineVersion: '1.3' is not a version of Amazon Neptune, such as 1.4.6.0.",
    '- aws.neptune.serverless.maxNcu: 0.7 is not between 1 and 128 in steps of 0.5.',
  ])
})

test.for([
  ['https://c.cluster-x.eu-west-1.neptune.amazonaws.com', 'https://c.cluster-x.eu-west-1.neptune.amazonaws.com:8182/'],
  ['https://localhost:443', 'https://localhost/'],
  ['https://127.0.0.1:8183/', 'https://127.0.0.1:8183/'],
])("the cluster address %s resolves to %s, because Neptune's default port is not that of https", ([endpoint, url]) => {
  expect(resolved({ region, aws: { neptune: { endpoint } } }).neptune?.wanted).toEqual({ endpoint: url })
})

test('an endpoint whose host names another region is refused', () => {
  const aws = {
    opensearch: { endpoint: 'https://search-a-x.us-east-1.es.amazonaws.com' },
    neptune: { endpoint: 'https://c.cluster-x.eu-west-1.neptune.amazonaws.com:8182' },
  }
  expect(issuesOf({ region, aws })).toEqual([
    '- aws.opensearch.endpoint: it is in us-east-1, and the region is eu-west-1.',
  ])
})

test.for<[string, object]>([
  ['https://127.0.0.1:9200', { host: '127.0.0.1', port: 9200 }],
  ['127.0.0.1:9200', { host: '127.0.0.1', port: 9200 }],
  ['localhost:9200/', { host: 'localhost', port: 9200 }],
  ['https://[::1]:9200', { host: '::1', port: 9200 }],
  ['https://bastion.example', { host: 'bastion.example', port: 443 }],
])('the near end %s of a tunnel is accepted and turns the bridge on', ([tunnel, end]) => {
  expect(resolved({ opensearch: { port: 9_201 }, region, aws: { opensearch: { tunnel } } })).toMatchObject({
    bridge: true,
    opensearch: { tunnel: end, port: 9_201 },
  })
})

test.for(['http://127.0.0.1:9200', 'https://127.0.0.1:9200/path', 'https://', '127.0.0.1:99999', 'https://me@a:1'])(
  'the near end %s of a tunnel is refused',
  (tunnel) => {
    expect(issuesOf({ region, aws: { neptune: { tunnel } } })).toEqual([
      "- aws.neptune.tunnel: is not the near end of a tunnel, such as 'https://127.0.0.1:9200'",
    ])
  },
)

test('a function that opens a tunnel is accepted and turns the bridge on', () => {
  const tunnel = () => '127.0.0.1:9200'
  expect(resolved({ region, aws: { opensearch: { tunnel } } })).toMatchObject({ bridge: true, opensearch: { tunnel } })
  expect(issuesOf({ region, aws: { bridge: false, opensearch: { tunnel } } })).toEqual([
    "- aws.bridge: a tunnel needs the bridge. Remove 'aws.bridge: false', or remove 'tunnel'.",
  ])
})

test('a number is refused as a tunnel', () => {
  expect(issuesOf({ region, aws: { neptune: { tunnel: 8182 } } })).toEqual([
    '- aws.neptune.tunnel: must be a string; it is 8182.',
  ])
})

test('a tunnel with bridge: false is refused', () => {
  expect(issuesOf({ region, aws: { bridge: false, neptune: { tunnel: '127.0.0.1:1' } } })).toEqual([
    "- aws.bridge: a tunnel needs the bridge. Remove 'aws.bridge: false', or remove 'tunnel'.",
  ])
})

test('a role is accepted as an ARN or as an object', () => {
  const roleArn = 'arn:aws:iam::111122223333:role/ci/tests'
  expect(resolved({ region, aws: { assumeRole: roleArn } }).assumeRole).toEqual({ roleArn })
  const role = { roleArn, externalId: 'orders', sessionName: 'nightly', durationSeconds: 900 }
  expect(resolved({ region, aws: { assumeRole: role } }).assumeRole).toEqual(role)
})

test.for<[string, unknown, string]>([
  ['a name', 'tests', 'aws.assumeRole: is not the ARN of a role'],
  ['a user', { roleArn: 'arn:aws:iam::111122223333:user/ci' }, 'aws.assumeRole.roleArn: is not the ARN of a role'],
  [
    'a time that AWS does not offer',
    { roleArn: 'arn:aws:iam::111122223333:role/a', durationSeconds: 60 },
    'aws.assumeRole.durationSeconds: ',
  ],
])('a role is refused that is given as %s', ([, assumeRole, issue]) => {
  expect(issuesOf({ region, aws: { assumeRole } })).toEqual([expect.stringContaining(issue)])
})

const elsewhere =
  "set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local."
const domainInVpc = `- aws.opensearch.vpc: a domain in a VPC cannot be reached from outside of it. Leave it out, so that the domain is on the internet; ${elsewhere}`
const clusterInVpc = `- aws.neptune: a cluster is in a VPC, and cannot be reached from outside of it. Set aws.neptune.publiclyAccessible: true (engine 1.4.6.0 or later; it has IAM authentication), with securityGroupIds that let this machine's address in at port 8182; ${elsewhere}`
const vpc = { subnetIds: ['subnet-1'] }

test.for<[string, object, string[]]>([
  ['a domain and a cluster inside a VPC', { opensearch: { vpc } }, [domainInVpc, clusterInVpc]],
  ['a cluster that is not public', { neptune: { publiclyAccessible: false } }, [clusterInVpc]],
  ['a cluster that is public', { neptune: { publiclyAccessible: true } }, []],
  ['a cluster of the given address', { neptune: { endpoint: 'https://127.0.0.1:8182' } }, []],
  ['a cluster of the given name', { neptune: { clusterIdentifier: 'theirs' } }, []],
  ['a cluster at the end of a tunnel', { neptune: { tunnel: '127.0.0.1:8182' } }, []],
  ['a cluster to which a tunnel is opened', { neptune: { tunnel: () => '127.0.0.1:8182' } }, []],
  ['a run inside the VPC', { insideVpc: true, opensearch: { vpc } }, []],
])('a resource in a VPC is refused only for a run outside of that VPC: %s', ([_, aws, issues]) => {
  expect(issuesOf({ region, aws: { insideVpc: false, ...aws } })).toEqual(issues)
})

test('a run without Neptune, or on another target, need not be in a VPC', () => {
  expect(issuesOf({ neptune: undefined, region, aws: { insideVpc: false } })).toEqual([])
  const local = { ...env, AWS_FIXTURES_TARGET: 'local' }
  expect(issuesOf({ region, aws: { insideVpc: false, opensearch: { vpc } } }, local)).toEqual([])
})

test('a public address is refused for an engine version that has none', () => {
  const aws = { insideVpc: false, neptune: { publiclyAccessible: true } }
  expect(issuesOf({ neptune: { engineVersion: '1.4.5.0' }, region, aws })).toEqual([
    '- aws.neptune.publiclyAccessible: engine 1.4.5.0 has no public address; the first engine that has one is 1.4.6.0.',
  ])
})

test("a cluster's reader endpoint is refused where the run writes, with the endpoint to give instead", () => {
  const endpoint = 'https://orders.cluster-ro-abc123.eu-west-1.neptune.amazonaws.com:8182'
  const aws = { neptune: { endpoint } }
  const issue =
    "- aws.neptune.endpoint: it is the cluster's reader endpoint, and a run writes. Give the cluster's own, https://orders.cluster-abc123.eu-west-1.neptune.amazonaws.com:8182; for tests that only read, set isolation: 'partition', without a dataset."
  expect(issuesOf({ region, aws })).toEqual([issue])
  expect(issuesOf({ region, aws, isolation: 'partition', neptune: { dataset: 'fixtures/towns' } })).toEqual([issue])
  expect(issuesOf({ region, aws, isolation: 'partition' })).toEqual([])
})

const checkIpUrl = 'https://checkip.amazonaws.com'
const publicly = { publiclyAccessible: true, securityGroupIds: ['sg-1'] }

test.for<[string, object, object, object | undefined]>([
  ['a public cluster from a detected address', publicly, {}, { checkIpUrl }],
  [
    'a public cluster from a given address',
    { ...publicly, clientAddress: '203.0.113.0/24' },
    {},
    { clientAddress: '203.0.113.0/24', checkIpUrl },
  ],
  ['no cluster that is not public', {}, { insideVpc: true }, undefined],
  ['no public cluster that is reached from inside its VPC', publicly, { insideVpc: true }, undefined],
  ['no public cluster that a tunnel leads to', { ...publicly, tunnel: '127.0.0.1:8182' }, {}, undefined],
  ['no cluster that exists already', { clusterIdentifier: 'routes' }, {}, undefined],
])('a run reaches %s over the internet', ([_, neptune, more, expected]) => {
  expect(resolved({ region, aws: { insideVpc: false, ...more, neptune } }).neptune?.overInternet).toEqual(expected)
})

test('AWS_FIXTURES_CHECK_IP_URL replaces the URL that answers with the address of this machine', () => {
  const named = { ...env, AWS_FIXTURES_CHECK_IP_URL: 'http://127.0.0.1:1/' }
  expect(
    resolved({ region, aws: { insideVpc: false, neptune: publicly } }, named).neptune?.overInternet?.checkIpUrl,
  ).toBe('http://127.0.0.1:1/')
})

test.for(['2001:db8::7', 'laptop', '203.0.113.0/33'])('the client address %s is refused', (clientAddress) => {
  expect(issuesOf({ region, aws: { neptune: { ...publicly, clientAddress } } })).toEqual([
    '- aws.neptune.clientAddress: is not an IPv4 address or range, such as 203.0.113.0/24',
  ])
})
