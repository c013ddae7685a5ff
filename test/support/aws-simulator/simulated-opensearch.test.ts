import {
  AddTagsCommand,
  CreateDomainCommand,
  DeleteDomainCommand,
  DescribeDomainChangeProgressCommand,
  DescribeDomainCommand,
  DescribeDomainConfigCommand,
  DescribeDomainHealthCommand,
  DescribeDomainsCommand,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
  RemoveTagsCommand,
  UpdateDomainConfigCommand,
} from '@aws-sdk/client-opensearch'
import { expect, onTestFinished, test } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { startAwsSimulator } from './aws-simulator.ts'
import type { DomainScript } from './domain-script.ts'
import { SimulatedOpenSearch } from './simulated-opensearch.ts'

const MINUTE = 60_000

async function simulate(script: Partial<DomainScript> = {}) {
  const clock = new FakeClock()
  const domains = new SimulatedOpenSearch({ clock, script })
  const aws = await startAwsSimulator({ services: [domains], clock })
  onTestFinished(() => aws.close())
  const client = new OpenSearchClient(aws.clientConfig)
  return {
    aws,
    clock,
    domains,
    client,
    create: (DomainName = 'vaf-a', more = {}) => client.send(new CreateDomainCommand({ DomainName, ...more })),
    remove: (DomainName = 'vaf-a') => client.send(new DeleteDomainCommand({ DomainName })),
    describe: async (DomainName = 'vaf-a') =>
      (await client.send(new DescribeDomainCommand({ DomainName }))).DomainStatus,
    config: (DomainName = 'vaf-a') => client.send(new DescribeDomainConfigCommand({ DomainName })),
  }
}

test('a simulated domain is created after its time, and has no endpoint before', async () => {
  const { clock, create, describe, client } = await simulate()
  await create()
  expect(await describe()).toMatchObject({ Created: true, Processing: true, DomainProcessingStatus: 'Creating' })
  expect((await describe())?.Endpoint).toBeUndefined()
  expect(await client.send(new DescribeDomainHealthCommand({ DomainName: 'vaf-a' }))).toMatchObject({
    DomainState: 'Processing',
  })
  await clock.advance(12 * MINUTE)
  expect(await describe()).toMatchObject({
    Processing: false,
    DomainProcessingStatus: 'Active',
    Endpoint: expect.stringMatching(/^search-vaf-a-.+\.eu-west-1\.es\.amazonaws\.com$/),
  })
})

test('a deleted simulated domain is listed as deleted and processing, and then gone', async () => {
  const { clock, create, describe, remove, client, config } = await simulate({ lingerMs: MINUTE })
  await create()
  await clock.advance(12 * MINUTE)
  await remove()
  expect(await describe()).toMatchObject({ Deleted: true, Processing: true, DomainProcessingStatus: 'Deleting' })
  const list = async () => (await client.send(new ListDomainNamesCommand({}))).DomainNames
  expect(await list()).toEqual([{ DomainName: 'vaf-a', EngineType: 'OpenSearch' }])
  await expect(create()).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Domain is still being deleted',
  })
  await clock.advance(8 * MINUTE)
  expect(await list()).toEqual([])
  await expect(describe()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    $metadata: { httpStatusCode: 409 },
  })
  expect((await config()).DomainConfig?.ClusterConfig?.Status?.CreationDate).toEqual(new Date(0))
  await expect(create()).rejects.toThrow('Domain is still being deleted')
  await clock.advance(MINUTE)
  await expect(config()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await create()
})

test('five simulated domains can be described at once, and absent ones are left out', async () => {
  const { client, create } = await simulate()
  await create('vaf-a')
  const describeAll = (DomainNames: string[]) => client.send(new DescribeDomainsCommand({ DomainNames }))
  const { DomainStatusList } = await describeAll(['vaf-a', 'vaf-b'])
  expect(DomainStatusList?.map(({ DomainName }) => DomainName)).toEqual(['vaf-a'])
  await expect(describeAll(['a', 'b', 'c', 'd', 'e', 'f'])).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Please provide a maximum of 5 domain names to describe.',
  })
})

test.for([
  ['Vaf-A', String.raw`Member must satisfy regular expression pattern: [a-z][a-z0-9\-]+`],
  [`vaf-${'a'.repeat(25)}`, 'Member must have length less than or equal to 28'],
  ['ab', 'Member must have length greater than or equal to 3'],
] as const)("the simulated service rejects the name '%s' of a domain", async ([name, text]) => {
  const { create } = await simulate()
  await expect(create(name)).rejects.toMatchObject({
    name: 'ValidationException',
    message: `1 validation error detected: Value '${name}' at 'domainName' failed to satisfy constraint: ${text}`,
  })
})

test('a simulated domain keeps up to ten tags', async () => {
  const { client, domains, create } = await simulate()
  await create('vaf-a', { TagList: [{ Key: 'first', Value: '1' }] })
  const { arn: ARN } = domains.domain('vaf-a')!
  const tags = Array.from({ length: 9 }, (_, at) => ({ Key: `k${at}`, Value: 'v' }))
  await client.send(new AddTagsCommand({ ARN, TagList: tags }))
  await expect(client.send(new AddTagsCommand({ ARN, TagList: [{ Key: 'more', Value: '' }] }))).rejects.toMatchObject({
    name: 'LimitExceededException',
  })
  await client.send(new RemoveTagsCommand({ ARN, TagKeys: tags.map(({ Key }) => Key) }))
  expect((await client.send(new ListTagsCommand({ ARN }))).TagList).toEqual([{ Key: 'first', Value: '1' }])
})

test('the simulated service rejects a taken name, or as an upsert returns the existing domain with its tags', async () => {
  const { create, domains } = await simulate()
  const tag = (Value: string) => ({ TagList: [{ Key: 'owner', Value }] })
  await create('vaf-a', tag('first'))
  await expect(create('vaf-a', tag('second'))).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' })
  domains.script.nameTaken = 'upsert'
  await create('vaf-a', tag('second'))
  expect(domains.domain('vaf-a')?.tags.get('owner')).toBe('first')
})

test('the simulated service rejects an open policy only after a long time, with the stage that failed', async () => {
  const { create, describe, clock, client } = await simulate()
  await create('vaf-a', { AccessPolicies: '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"}}]}' })
  await clock.advance(12 * MINUTE)
  expect(await describe()).toMatchObject({
    Processing: true,
    ChangeProgressDetails: { ConfigChangeStatus: 'ValidationFailed' },
  })
  const progress = await client.send(new DescribeDomainChangeProgressCommand({ DomainName: 'vaf-a' }))
  expect(progress.ChangeProgressStatus).toMatchObject({
    Status: 'FAILED',
    ChangeProgressStages: [
      {
        Status: 'FAILED',
        Description: 'Enable fine-grained access control or apply a restrictive access policy to your domain.',
      },
      { Status: 'PENDING' },
    ],
  })
})

test('a change of a simulated domain takes as long as a creation, and is logged as a write', async () => {
  const { aws, clock, domains, client, describe } = await simulate()
  domains.add({ DomainName: 'vaf-a' })
  await client.send(new UpdateDomainConfigCommand({ DomainName: 'vaf-a', EBSOptions: { VolumeSize: 20 } }))
  expect(await describe()).toMatchObject({
    Processing: true,
    DomainProcessingStatus: 'Modifying',
    Endpoint: expect.any(String),
  })
  await clock.advance(12 * MINUTE)
  expect(await describe()).toMatchObject({ Processing: false, EBSOptions: { VolumeSize: 20 } })
  expect(aws.writes.map(({ operation }) => operation)).toEqual(['UpdateDomainConfig'])
})
