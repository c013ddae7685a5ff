import { DescribeDBClustersCommand, DescribeDBInstancesCommand, NeptuneClient } from '@aws-sdk/client-neptune'
import {
  AddTagsCommand,
  CreateDomainCommand,
  DeleteDomainCommand,
  DescribeDomainChangeProgressCommand,
  DescribeDomainCommand,
  DescribeDomainsCommand,
  ListTagsCommand,
  OpenSearchClient,
  type OpenSearchServiceException,
} from '@aws-sdk/client-opensearch'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, onTestFinished, test } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { startAwsSimulator } from './aws-simulator.ts'
import {
  denied,
  type Fault,
  failing,
  htmlPage,
  lostAfterEffect,
  lostBeforeEffect,
  refused,
  throttled,
} from './fault.ts'
import { simulatedCredentials } from './simulated-credentials.ts'
import { type SimulatedCall, SimulatedError, type SimulatedService } from './simulated-service.ts'

/** A service that answers each operation with what a test has written down, and remembers what reached it. */
function scriptedService(signingName: string, results: Readonly<Record<string, object | SimulatedError>> = {}) {
  const reached: SimulatedCall[] = []
  const service: SimulatedService = {
    signingName,
    answer(call) {
      reached.push(call)
      const result = results[call.operation] ?? {}
      if (result instanceof SimulatedError) throw result
      return { result }
    },
  }
  return { service, reached }
}

async function simulate(results: Readonly<Record<string, object | SimulatedError>> = {}) {
  const clock = new FakeClock()
  const [es, rds] = [scriptedService('es', results), scriptedService('rds', results)]
  const aws = await startAwsSimulator({ services: [es.service, rds.service], clock })
  onTestFinished(() => aws.close())
  const config = aws.clientConfig
  return {
    aws,
    clock,
    reached: [es.reached, rds.reached] as const,
    domains: new OpenSearchClient(config),
    clusters: new NeptuneClient(config),
    sts: new STSClient(config),
  }
}

const describeA = new DescribeDomainCommand({ DomainName: 'vaf-a' })

test('the simulator serves three services on one port, which it tells apart by the scope of the signature', async () => {
  const { aws, domains, clusters, sts } = await simulate({
    DescribeDomain: { DomainStatus: { DomainName: 'vaf-a', Processing: true } },
    DescribeDBClusters: { DBClusters: [] },
  })
  expect((await domains.send(describeA)).DomainStatus).toEqual({ DomainName: 'vaf-a', Processing: true })
  expect((await clusters.send(new DescribeDBClustersCommand({}))).DBClusters).toEqual([])
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '111122223333',
    Arn: 'arn:aws:sts::111122223333:assumed-role/developer/ASIASIMULATED0000001',
  })
  expect(aws.calls.map(({ service, operation, code }) => `${service} ${operation} ${code}`)).toEqual([
    'es DescribeDomain ok',
    'rds DescribeDBClusters ok',
    'sts GetCallerIdentity ok',
  ])
})

test('a service of the simulator gets the input of a REST-JSON call from path, query and body', async () => {
  const { domains, reached } = await simulate()
  await domains.send(new CreateDomainCommand({ DomainName: 'vaf-a', TagList: [{ Key: 'k', Value: 'ü/+ ' }] }))
  await domains.send(describeA)
  await domains.send(new DescribeDomainChangeProgressCommand({ DomainName: 'vaf-a', ChangeId: 'c 1' }))
  await domains.send(new DescribeDomainsCommand({ DomainNames: ['a', 'b'] }))
  await domains.send(new ListTagsCommand({ ARN: 'arn:aws:es:eu-west-1:111122223333:domain/vaf-a' }))
  await domains.send(new AddTagsCommand({ ARN: 'arn', TagList: [{ Key: 'k', Value: 'v' }] }))
  await domains.send(new DeleteDomainCommand({ DomainName: 'vaf-a' }))
  expect(reached[0].map(({ operation, input }) => [operation, input])).toEqual([
    ['CreateDomain', { DomainName: 'vaf-a', TagList: [{ Key: 'k', Value: 'ü/+ ' }] }],
    ['DescribeDomain', { DomainName: 'vaf-a' }],
    ['DescribeDomainChangeProgress', { DomainName: 'vaf-a', ChangeId: 'c 1' }],
    ['DescribeDomains', { DomainNames: ['a', 'b'] }],
    ['ListTags', { ARN: 'arn:aws:es:eu-west-1:111122223333:domain/vaf-a' }],
    ['AddTags', { ARN: 'arn', TagList: [{ Key: 'k', Value: 'v' }] }],
    ['DeleteDomain', { DomainName: 'vaf-a' }],
  ])
})

test('the simulator speaks the Query protocol: filters go in, and clusters, members, times and a marker come out', async () => {
  const created = new Date('2026-01-01T00:00:00.000Z')
  const { clusters, reached } = await simulate({
    DescribeDBClusters: {
      Marker: 'next<&>"page"',
      DBClusters: [
        {
          DBClusterIdentifier: 'a',
          Port: 8182,
          DeletionProtection: false,
          ClusterCreateTime: created,
          DBClusterMembers: [{ DBInstanceIdentifier: 'a-1', IsClusterWriter: true }],
          VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
          AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
          EnabledCloudwatchLogsExports: ['audit'],
          DBSubnetGroup: undefined,
        },
      ],
    },
  })
  const { DBClusters, Marker } = await clusters.send(
    new DescribeDBClustersCommand({ Filters: [{ Name: 'engine', Values: ['neptune', 'a b'] }], MaxRecords: 20 }),
  )
  expect(reached[1][0]?.input).toEqual({
    Filters: [{ Name: 'engine', Values: ['neptune', 'a b'] }],
    MaxRecords: '20',
  })
  expect(Marker).toBe('next<&>"page"')
  expect(DBClusters).toEqual([
    {
      DBClusterIdentifier: 'a',
      Port: 8182,
      DeletionProtection: false,
      ClusterCreateTime: created,
      DBClusterMembers: [{ DBInstanceIdentifier: 'a-1', IsClusterWriter: true }],
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
      AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
      EnabledCloudwatchLogsExports: ['audit'],
    },
  ])
})

test("the simulator answers a service's error in each protocol, by its code on the wire", async () => {
  const { domains, clusters } = await simulate({
    DescribeDomain: new SimulatedError('ResourceNotFoundException', 'Domain not found: vaf-a', 409),
    DescribeDBInstances: new SimulatedError('DBInstanceNotFound', 'DBInstance a-1 not found.', 404),
  })
  await expect(domains.send(describeA)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Domain not found: vaf-a',
    $metadata: { httpStatusCode: 409 },
  })
  await expect(clusters.send(new DescribeDBInstancesCommand({}))).rejects.toMatchObject({
    name: 'DBInstanceNotFoundFault',
    Code: 'DBInstanceNotFound',
    message: 'DBInstance a-1 not found.',
    $metadata: { httpStatusCode: 404 },
  })
})

test.for([
  ['unknown credentials', simulatedCredentials(2), 'UnrecognizedClientException', 'InvalidClientTokenId'],
  [
    'a wrong secret',
    { ...simulatedCredentials(), secretAccessKey: 'wrong' },
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ],
  [
    'a missing session token',
    { ...simulatedCredentials(), sessionToken: '' },
    'UnrecognizedClientException',
    'InvalidClientTokenId',
  ],
] as const)(
  'the simulator rejects %s as AWS does, before any service sees the call',
  async ([, credentials, json, query]) => {
    const { aws, reached } = await simulate()
    const config = { ...aws.clientConfig, credentials }
    await expect(new OpenSearchClient(config).send(describeA)).rejects.toMatchObject({ name: json })
    await expect(new NeptuneClient(config).send(new DescribeDBClustersCommand({}))).rejects.toMatchObject({
      name: query,
    })
    await expect(new STSClient(config).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: query })
    expect(reached.flat()).toEqual([])
    expect(aws.calls.map(({ code }) => code)).toEqual([json, query, query])
  },
)

test('the simulator rejects an unsigned call, a changed body, and another region', async () => {
  const { aws, domains } = await simulate()
  const unsigned = await fetch(`${aws.url}/2021-01-01/opensearch/domain/vaf-a`)
  expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([
    403,
    'MissingAuthenticationTokenException',
  ])
  const form = await fetch(aws.url, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' })
  expect(await form.text()).toContain('<Error><Type>Sender</Type><Code>MissingAuthenticationToken</Code>')

  domains.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body: '{"DomainName":"vaf-b"}' })
      return next(args)
    },
    { step: 'finalizeRequest', name: 'afterSigning', priority: 'low' },
  )
  await expect(domains.send(new CreateDomainCommand({ DomainName: 'vaf-a' }))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
  })
  const elsewhere = new OpenSearchClient({ ...aws.clientConfig, region: 'us-east-1' })
  await expect(elsewhere.send(describeA)).rejects.toThrow(
    "Credential should be scoped to a valid region, not 'us-east-1'",
  )
})

test('the credentials of the simulator expire at their time, and new ones are accepted', async () => {
  const { aws, clock, domains, sts } = await simulate()
  aws.identities.expire(aws.credentials.accessKeyId, 1_000)
  await domains.send(describeA)
  await clock.advance(1_000)
  await expect(domains.send(describeA)).rejects.toMatchObject({ name: 'ExpiredTokenException' })
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' })
  aws.identities.trust(simulatedCredentials(2))
  await new OpenSearchClient({ ...aws.clientConfig, credentials: simulatedCredentials(2) }).send(describeA)
  expect(aws.calls.map(({ at, code }) => [at, code])).toEqual([
    [0, 'ok'],
    [1_000, 'ExpiredTokenException'],
    [1_000, 'ExpiredToken'],
    [1_000, 'ok'],
  ])
})

test('the simulator throttles, fails and denies as often as a scenario says, then answers again', async () => {
  const { aws, domains, clusters } = await simulate()
  const describe = async (fault: Fault) => {
    aws.fault('DescribeDomain', fault)
    aws.fault('DescribeDBClusters', fault)
    const errors = await Promise.all([
      domains.send(describeA).catch((error: OpenSearchServiceException) => error),
      clusters.send(new DescribeDBClustersCommand({})).catch((error: OpenSearchServiceException) => error),
    ])
    return errors.map((error) => [(error as Error).name, error.$metadata?.httpStatusCode])
  }
  expect(await describe(throttled())).toEqual([
    ['ThrottlingException', 429],
    ['Throttling', 400],
  ])
  expect(await describe(failing(500))).toEqual([
    ['InternalException', 500],
    ['InternalFailure', 500],
  ])
  expect(await describe(failing(503))).toEqual([
    ['ServiceUnavailableException', 503],
    ['ServiceUnavailable', 503],
  ])
  expect(await describe(refused('OddException', 'Odd.', 418))).toEqual([
    ['OddException', 418],
    ['OddException', 418],
  ])
  expect((await describe(htmlPage())).map(([, status]) => status)).toEqual([502, 502])
  expect(await describe({ ...denied(), times: 1 })).toEqual([
    ['AccessDeniedException', 403],
    ['AccessDenied', 403],
  ])
  await domains.send(describeA)
})

test('an answer of the simulator may have a Retry-After', async () => {
  const { aws, domains } = await simulate()
  aws.fault('DescribeDomain', throttled(1, 7))
  await expect(domains.send(describeA)).rejects.toMatchObject({ $response: { headers: { 'retry-after': '7' } } })
})

test('the simulator loses an answer after the effect of the call, or before it', async () => {
  const { aws, domains, reached } = await simulate()
  aws.fault('DeleteDomain', lostAfterEffect(), lostBeforeEffect())
  const deletion = new DeleteDomainCommand({ DomainName: 'vaf-a' })
  await expect(domains.send(deletion)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(reached[0]).toHaveLength(1)
  await expect(domains.send(deletion)).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(reached[0]).toHaveLength(1)
  expect(aws.lines()).toEqual(['DeleteDomain vaf-a: lost', 'DeleteDomain vaf-a: lost'])
})

test('the simulator calls a hook before a call takes effect, and one after it', async () => {
  const { aws, domains, reached } = await simulate()
  const seen: unknown[] = []
  aws.before('DescribeDomain', ({ operation }) => seen.push(['before', operation, reached[0].length]))
  aws.after('DescribeDomain', ({ operation }) => seen.push(['after', operation, reached[0].length]))
  await domains.send(describeA)
  expect(seen).toEqual([
    ['before', 'DescribeDomain', 0],
    ['after', 'DescribeDomain', 1],
  ])
})

test('the call log of the simulator tells calls that change something from those that only read', async () => {
  const { aws, domains, clusters, sts } = await simulate()
  await sts.send(new GetCallerIdentityCommand({}))
  await domains.send(describeA)
  await domains.send(new ListTagsCommand({ ARN: 'arn' }))
  await clusters.send(new DescribeDBClustersCommand({}))
  expect(aws.writes).toEqual([])
  aws.fault('CreateDomain', denied())
  await expect(domains.send(new CreateDomainCommand({ DomainName: 'vaf-a' }))).rejects.toThrow('not authorized')
  expect(aws.writes).toHaveLength(1)
})
