import type { CreateDomainRequest } from '@aws-sdk/client-opensearch'
import { describe, expect } from 'vitest'
import {
  failing,
  htmlPage,
  lostAfterEffect,
  lostBeforeEffect,
  refused,
  silent,
  throttled,
} from '../support/aws-simulator/fault.ts'
import { simulatedCredentials } from '../support/aws-simulator/simulated-credentials.ts'
import { ID, MINUTE, ours, patience, SECOND, type Simulate, smallDomain, test } from './domain-scenario.ts'

const theirTag = [{ Key: 'vitest-aws-fixtures', Value: `session=vaf-other fingerprint=${ours.fingerprint}` }]

/** What our creation asks for, as a domain that is there can be made from it. */
async function asAsked(simulate: Simulate): Promise<CreateDomainRequest> {
  const { aws, kind, signal } = await simulate()
  await kind.create(ID, smallDomain, ours, signal)
  return created(aws)[0] as CreateDomainRequest
}

/** What was created, by the call log. */
const created = (aws: { readonly writes: readonly { readonly operation: string; readonly input: object }[] }) =>
  aws.writes.filter(({ operation }) => operation === 'CreateDomain').map(({ input }) => input)

describe.concurrent('making a domain', patience, () => {
  test('looks first, creates once, waits for the endpoint, and changes nothing afterwards', async ({ simulate }) => {
    const { aws, make, domains } = await simulate()
    const { seen } = await make()
    expect(seen).toMatchObject({ state: 'active', arn: `arn:aws:es:eu-west-1:111122223333:domain/${ID}` })
    expect(seen.endpoint).toMatch(new RegExp(`^https://search-${ID}-[0-9a-f]{26}\\.eu-west-1\\.es\\.amazonaws\\.com$`))
    expect(aws.lines()[0]).toBe(`DescribeDomain ${ID}: ResourceNotFoundException`)
    expect(aws.writes.map(({ operation }) => operation)).toEqual(['CreateDomain'])
    expect(domains.running).toEqual([ID])
  })

  test('asks for everything at once: size, HTTPS, encryption, policy and tags', async ({ simulate }) => {
    const { aws, make } = await simulate()
    await make()
    expect(created(aws)).toEqual([
      {
        DomainName: ID,
        EngineVersion: 'OpenSearch_2.19',
        ClusterConfig: {
          InstanceType: 't3.small.search',
          InstanceCount: 1,
          DedicatedMasterEnabled: false,
          ZoneAwarenessEnabled: false,
        },
        EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 10 },
        AccessPolicies: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: ['arn:aws:iam::111122223333:root'] },
              Action: 'es:*',
              Resource: `arn:aws:es:eu-west-1:111122223333:domain/${ID}/*`,
            },
          ],
        }),
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
        TagList: [
          { Key: 'vitest-aws-fixtures', Value: 'session=vaf-3f9c2 fingerprint=8f3a1c0b2d4e' },
          { Key: 'team', Value: 'orders' },
        ],
      },
    ])
  })

  test('takes the endpoint of a domain in a VPC, spread over its subnets', async ({ simulate }) => {
    const { aws, make } = await simulate()
    const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] }
    const { seen } = await make({ vpc, instanceCount: 2 })
    expect(seen.endpoint).toMatch(/^https:\/\/vpc-/)
    expect(seen.configuration?.vpc).toEqual(vpc)
    expect(created(aws)).toMatchObject([
      {
        VPCOptions: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] },
        ClusterConfig: { ZoneAwarenessEnabled: true, ZoneAwarenessConfig: { AvailabilityZoneCount: 2 } },
      },
    ])
  })

  test('takes an endpoint with a port, as emulators give one', async ({ simulate }) => {
    const { make } = await simulate({ port: 41_234 })
    expect((await make()).seen.endpoint).toMatch(/\.eu-west-1\.es\.amazonaws\.com:41234$/)
  })

  test('a new domain that is not found for a while is waited for', async ({ simulate }) => {
    const { aws, make } = await simulate({ hiddenMs: 40 * SECOND })
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.lines('ListTags')).toContain('ListTags: ResourceNotFoundException')
    expect(created(aws)).toHaveLength(1)
  })

  test('a creation that takes longer than it is given fails with what was seen', async ({ simulate }) => {
    const { make } = await simulate({ createMs: 10 * MINUTE })
    await expect(make({}, { timeoutMs: MINUTE })).rejects.toThrow(
      new RegExp(`^OpenSearch domain ${ID} did not become active within \\d+\\.\\d s\\.\nLast state: creating\\.`),
    )
  })

  test('a validation that fails ends the wait at once, with the text of its stage', async ({ simulate }) => {
    const { make, domains, aws, cleanup } = await simulate({ createMs: 30 * MINUTE })
    aws.after('CreateDomain', () => {
      domains.domain(ID)!.failure = { status: 'ValidationFailed', afterMs: 20 * SECOND, text: 'No free IP addresses.' }
    })
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_UNEXPECTED_STATE',
      state: 'failed',
      message:
        `OpenSearch domain ${ID} is failed; it was to become active.\n` +
        'ValidationFailed. Validation: No free IP addresses.',
    })
    await cleanup.run()
    expect(domains.running).toEqual([])
  })

  test('a creation that is cancelled ends the wait at once', async ({ simulate }) => {
    const { make, domains, aws } = await simulate({ createMs: 30 * MINUTE })
    aws.after('CreateDomain', () => {
      domains.domain(ID)!.failure = { status: 'Cancelled', afterMs: 20 * SECOND, text: 'Cancelled by the user.' }
    })
    await expect(make()).rejects.toThrow('Cancelled. Validation: Cancelled by the user.')
  })

  test('an open policy on the internet, which AWS refuses only after minutes, fails with its reason', async ({
    simulate,
  }) => {
    const { make } = await simulate()
    const policy =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"es:*","Resource":"*"}]}'
    await expect(make({ access: { policy } })).rejects.toThrow('apply a restrictive access policy to your domain')
  })

  test('a domain that is isolated ends the wait', async ({ simulate }) => {
    const { make, domains, aws } = await simulate({ createMs: 30 * MINUTE })
    aws.after('CreateDomain', () => domains.domain(ID)!.isolate())
    await expect(make()).rejects.toThrow(`OpenSearch domain ${ID} is isolated; it was to become active.`)
  })

  test('a domain that is deleted by somebody while it is made ends the wait', async ({ simulate }) => {
    const { make, domains, aws, clock } = await simulate()
    aws.after('CreateDomain', () => clock.after(20 * SECOND, () => domains.domain(ID)?.delete(clock.now())))
    await expect(make()).rejects.toThrow(`OpenSearch domain ${ID} is deleting; it was to become active.`)
  })

  test.for([
    ['InvalidTypeException', 'Error setting policy: [{"Version":"2012-10-17"}]', 409],
    [
      'ValidationException',
      'Before you can proceed, you must enable a service-linked role to give Amazon ES permissions',
      400,
    ],
    ['ValidationException', 'Amazon OpenSearch Service must be allowed to use the passed role', 400],
    ['ValidationException', 'The passed role has not propagated yet', 400],
    ['ValidationException', 'Authentication error', 400],
    ['ValidationException', 'Unauthorized Operation: OpenSearch Service must be authorised to describe subnets', 400],
    ['ValidationException', 'The passed role must authorize Amazon OpenSearch Service to describe VPCs', 400],
  ] as const)('what has not spread yet is asked for again: %s, %s', async ([code, text, status], { simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', refused(code, text, status, 2))
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(created(aws)).toHaveLength(3)
  })

  test('what does not spread within two minutes fails with what AWS says, and leaves nothing', async ({ simulate }) => {
    const { aws, make, cleanup, domains } = await simulate()
    aws.fault('CreateDomain', refused('ValidationException', 'The passed role has not propagated yet', 400, Infinity))
    const started = Date.now()
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message:
        `OpenSearch domain ${ID} could not be created.\n` +
        'ValidationException: The passed role has not propagated yet\n' +
        'Change what is asked of the domain (aws.opensearch).',
    })
    expect(Date.now() - started).toBeLessThan(30_000)
    await cleanup.run()
    expect(domains.running).toEqual([])
    expect(aws.lines('DeleteDomain')).toEqual([])
  })

  test.for([
    [
      'the quota of domains',
      { quota: 0 },
      {},
      'LimitExceededException: You have exceeded the limit of domains per account.\nDelete a domain that is not needed, or ask AWS for a higher quota.',
    ],
    [
      'an unknown version',
      {},
      { engineVersion: 'OpenSearch_9.9' },
      'ValidationException: Invalid version: OpenSearch_9.9',
    ],
    [
      'eleven tags',
      {},
      { tags: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`t${at}`, ''])) },
      'LimitExceededException: A domain can have up to 10 tags.',
    ],
    [
      'a policy by IP address in a VPC',
      {},
      {
        vpc: { subnetIds: ['subnet-1'], securityGroupIds: [] },
        access: {
          policy:
            '{"Statement":{"Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}',
        },
      },
      'ValidationException: You cannot use IP-based policies for VPC domains.',
    ],
  ] as const)('%s is refused once, and nothing is asked again', async ([, script, spec, text], { simulate }) => {
    const { aws, make } = await simulate(script)
    await expect(make(spec)).rejects.toThrow(text)
    expect(created(aws)).toHaveLength(1)
  })
})

describe.concurrent('a bad connection to AWS while a domain is made', patience, () => {
  test('a creation whose answer is lost is found again by its tag, not doubled', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    aws.fault('CreateDomain', lostAfterEffect())
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.lines('CreateDomain')).toEqual([
      `CreateDomain ${ID}: lost`,
      `CreateDomain ${ID}: ResourceAlreadyExistsException`,
    ])
    expect(domains.running).toEqual([ID])
    await cleanup.run()
    expect(domains.running).toEqual([])
  })

  test('also where the service takes a second creation for the first (upsert)', async ({ simulate }) => {
    const { aws, make } = await simulate({ nameTaken: 'upsert' })
    aws.fault('CreateDomain', lostAfterEffect())
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.lines('CreateDomain')).toEqual([`CreateDomain ${ID}: lost`, `CreateDomain ${ID}: ok`])
  })

  test('also where it cannot be seen for a while', async ({ simulate }) => {
    const { aws, make } = await simulate({ hiddenMs: 30 * SECOND })
    aws.fault('CreateDomain', lostAfterEffect())
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
  })

  test('a creation that is lost before its effect is asked for again', async ({ simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', lostBeforeEffect(2))
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(created(aws)).toHaveLength(3)
  })

  test('one that is lost each time has made a domain that nobody sees yet: the undo waits for it, and deletes it', async ({
    simulate,
  }) => {
    const { aws, make, cleanup, domains } = await simulate({ hiddenMs: 80 * SECOND })
    aws.fault('CreateDomain', lostAfterEffect(5))
    await expect(make()).rejects.toThrow()
    expect(domains.running).toEqual([ID])
    await cleanup.run()
    expect(domains.running).toEqual([])
    expect(aws.lines('DeleteDomain')).toEqual([`DeleteDomain ${ID}: ok`])
  })

  test('an abort while a creation is under way leaves nothing either', async ({ simulate }) => {
    const { aws, make, cleanup, domains, abort } = await simulate({ hiddenMs: 20 * SECOND })
    aws.after('CreateDomain', () => abort.abort(new Error('Interrupted by SIGINT.')))
    await expect(make()).rejects.toThrow('Interrupted by SIGINT.')
    expect(domains.running).toEqual([ID])
    await cleanup.run()
    expect(domains.running).toEqual([])
  })

  test('throttling slows a wait down, and a creation is asked for again', async ({ simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', throttled(3))
    aws.before('ListTags', () => aws.fault('DescribeDomain', throttled(4)))
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.lines('DescribeDomain')).toContain(`DescribeDomain ${ID}: ThrottlingException`)
  })

  test('a creation waits as long as Retry-After says', async ({ simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', throttled(1, 20))
    await make()
    const [first, second] = aws.calls.filter(({ operation }) => operation === 'CreateDomain')
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(20 * SECOND)
  })

  test.for([
    ['500', failing(500, 2)],
    ['503', failing(503, 2)],
    ['a page of a load balancer', htmlPage(502, 2)],
    ['no connection', lostBeforeEffect(2)],
    ['no answer', silent(1)],
  ] as const)('%s in a look says nothing about the domain', async ([, fault], { simulate }) => {
    const { aws, make } = await simulate()
    aws.before('ListTags', () => aws.fault('DescribeDomain', fault))
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
  })

  test.for([
    ['500', failing(500, 2)],
    ['503', failing(503, 2)],
    ['a page of a load balancer', htmlPage(502, 2)],
    ['no answer within 30 s', silent(1)],
  ] as const)('%s to a creation is asked again', async ([, fault], { simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', fault)
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
  })

  test('credentials that expire while a domain is made are asked for again, without a failure', async ({
    simulate,
  }) => {
    const { aws, make, useCredentials } = await simulate()
    const fresh = simulatedCredentials(2)
    aws.identities.trust(fresh)
    aws.after('CreateDomain', () => {
      aws.identities.expire(aws.credentials.accessKeyId, 0)
      useCredentials(fresh)
    })
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.calls.map(({ code }) => code)).toContain('ExpiredTokenException')
  })

  test('credentials that have expired for good end the wait at once', async ({ simulate }) => {
    const { aws, make } = await simulate({ createMs: 30 * MINUTE })
    aws.after('ListTags', () => aws.identities.expire(aws.credentials.accessKeyId, 0))
    await expect(make()).rejects.toMatchObject({ name: 'ExpiredTokenException' })
    expect(aws.calls.filter(({ code }) => code === 'ExpiredTokenException')).toHaveLength(2)
  })

  test('a look that is forbidden ends the wait at once', async ({ simulate }) => {
    const { aws, make } = await simulate({ createMs: 30 * MINUTE })
    aws.after('ListTags', () => aws.fault('DescribeDomain', refused('AccessDeniedException', 'No.', 403)))
    await expect(make()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})

describe.concurrent('a domain that is there', patience, () => {
  test('one without our tag is left alone, and nothing is created', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    domains.add({ DomainName: ID })
    await expect(make({}, { reuse: true })).rejects.toThrow(
      `OpenSearch domain ${ID} exists already, and is not ours: it lacks our tag.`,
    )
    await cleanup.run()
    expect(aws.writes).toEqual([])
  })

  test('with reuse, one that was made for the same is used, and stays', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    const { DomainName, TagList, ...rest } = await asAsked(simulate)
    domains.add({ DomainName, TagList: theirTag, ...rest })
    expect(await make({}, { reuse: true })).toMatchObject({ id: ID, isNew: false, seen: { state: 'active' } })
    expect(TagList).toHaveLength(2)
    await cleanup.run()
    expect(aws.writes).toEqual([])
    expect(domains.running).toEqual([ID])
  })

  test('with reuse, one that differs is refused with the differences, never changed', async ({ simulate }) => {
    const { aws, make, domains } = await simulate()
    domains.add({ ...(await asAsked(simulate)), TagList: theirTag, EngineVersion: 'OpenSearch_2.17' })
    await expect(make({}, { reuse: true })).rejects.toThrow(
      `OpenSearch domain ${ID} is not as the options ask for, and is never changed:\n` +
        '- engine version: it is OpenSearch_2.17, and OpenSearch_2.19 is asked for\n',
    )
    expect(aws.writes).toEqual([])
  })

  test.for(['refused', 'upsert'] as const)(
    'one that another session made between look and creation stays theirs (%s)',
    async (nameTaken, { simulate }) => {
      const { aws, make, domains, cleanup } = await simulate({ nameTaken })
      aws.before('CreateDomain', () => domains.add({ DomainName: ID, TagList: theirTag }))
      await expect(make()).rejects.toThrow(
        `OpenSearch domain ${ID} was made by another run at the same time: it is tagged with session vaf-other.`,
      )
      await cleanup.run()
      expect(aws.lines('DeleteDomain')).toEqual([])
      expect(domains.running).toEqual([ID])
    },
  )

  test.for(['refused', 'upsert'] as const)(
    'with reuse, one that another session made for the same is used (%s)',
    async (nameTaken, { simulate }) => {
      const { aws, make, domains, cleanup } = await simulate({ nameTaken })
      const asked = await asAsked(simulate)
      aws.before('CreateDomain', () => domains.add({ ...asked, TagList: theirTag }))
      expect(await make({}, { reuse: true })).toMatchObject({ id: ID, isNew: false })
      await cleanup.run()
      expect(domains.running).toEqual([ID])
    },
  )

  test('one that appears without a tag of ours was made by somebody else', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    aws.before('CreateDomain', () => domains.add({ DomainName: ID }))
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message:
        `OpenSearch domain ${ID} was there already.\n` +
        "It has no tag 'vitest-aws-fixtures' of this package, so it was left alone.\n" +
        "Choose another name for this project: 'aws.name'.",
    })
    await expect(cleanup.run()).rejects.toThrow(`OpenSearch domain ${ID} is not deleted: it has no tag`)
    expect(aws.lines('DeleteDomain')).toEqual([])
    expect(domains.running).toEqual([ID])
  })

  test('one that another session made while our creations were lost is not deleted as ours', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    aws.fault('CreateDomain', lostBeforeEffect(5))
    await expect(make()).rejects.toMatchObject({ code: 'ECONNRESET' })
    domains.add({ DomainName: ID, TagList: theirTag })
    await expect(cleanup.run()).rejects.toThrow(
      `OpenSearch domain ${ID} is not deleted: it belongs to the session vaf-other, and this is ${ours.session}.`,
    )
    expect(aws.lines('DeleteDomain')).toEqual([])
  })

  test('tells whose it is, in what it differs, and never changes it', async ({ simulate }) => {
    const { aws, make, kind, signal } = await simulate()
    const { seen } = await make()
    expect(await kind.owner(ID, signal)).toEqual(ours)
    expect(await kind.owner('vaf-missing', signal)).toBeUndefined()
    expect(kind.differences(seen, smallDomain)).toEqual([])
    expect(kind.differences(seen, { ...smallDomain, instanceCount: 3, engineVersion: 'OpenSearch_3.5' })).toEqual([
      'engine version: it is OpenSearch_2.19, and OpenSearch_3.5 is asked for',
      'number of instances: it is 1, and 3 is asked for',
    ])
    expect(aws.lines('UpdateDomainConfig')).toEqual([])
  })

  test('one that is being changed by somebody is waited for', async ({ simulate }) => {
    const { kind, domains, signal, clock } = await simulate()
    domains.add({ DomainName: ID }).modify(30 * SECOND, clock.now())
    expect(await kind.observe(ID, signal)).toMatchObject({ state: 'modifying' })
    expect(kind.pending).toContain('modifying')
  })

  test('a change that failed on a domain that works leaves it active', async ({ simulate }) => {
    const { kind, domains, signal } = await simulate()
    const domain = domains.add({ DomainName: ID })
    domain.failure = { status: 'ValidationFailed', afterMs: 0, text: 'No.' }
    domain.recover()
    expect(await kind.observe(ID, signal)).toMatchObject({ state: 'active' })
  })
})
