import { describe, expect } from 'vitest'
import { cannotBeUsed } from '../../../src/resource/messages.ts'
import { denied, failing, htmlPage, refused, throttled } from '../../support/aws-simulator/fault.ts'
import { created, ID, MINUTE, patience, SECOND, test } from '../domain-scenario.ts'

describe.concurrent('CreateDomain: the request', patience, () => {
  test('a run first describes, then calls CreateDomain once, then polls until there is an endpoint, and never calls UpdateDomainConfig', async ({
    simulate,
  }) => {
    const { aws, make, domains } = await simulate()
    const { seen } = await make()
    expect(seen).toMatchObject({ state: 'active', arn: `arn:aws:es:eu-west-1:111122223333:domain/${ID}` })
    expect(seen.endpoint).toMatch(new RegExp(`^https://search-${ID}-[0-9a-f]{26}\\.eu-west-1\\.es\\.amazonaws\\.com$`))
    expect(aws.lines()[0]).toBe(`DescribeDomain ${ID}: ResourceNotFoundException`)
    expect(aws.writes.map(({ operation }) => operation)).toEqual(['CreateDomain'])
    expect(domains.running).toEqual([ID])
  })

  test('one request has size, HTTPS, encryption, policy and tags', async ({ simulate }) => {
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
          { Key: 'vitest-aws-fixtures', Value: 'run=vaf-3f9c2 fingerprint=8f3a1c0b2d4e' },
          { Key: 'team', Value: 'orders' },
        ],
      },
    ])
  })

  test('a domain in a VPC is spread over its subnets, and has the endpoint of the VPC', async ({ simulate }) => {
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

  test('an endpoint may have a port, as emulators give one', async ({ simulate }) => {
    const { make } = await simulate({ port: 41_234 })
    expect((await make()).seen.endpoint).toMatch(/\.eu-west-1\.es\.amazonaws\.com:41234$/)
  })
})

describe.concurrent('DescribeDomain: the wait for a new domain', patience, () => {
  test('a domain that is not found right after its creation is waited for, and not created twice', async ({
    simulate,
  }) => {
    const { aws, make } = await simulate({ hiddenMs: 40 * SECOND })
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.lines('ListTags')).toContain('ListTags: ResourceNotFoundException')
    expect(created(aws)).toHaveLength(1)
  })

  test('a new domain that only DescribeDomainConfig finds is neither ready nor being deleted', async ({ simulate }) => {
    const { make, cleanup, domains } = await simulate({ hiddenMs: 20 * SECOND, hiddenIsConfigured: true })
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    await cleanup.run()
    expect(domains.running).toEqual([])
  })

  test('a new domain that only DescribeDomainConfig finds is deleted as soon as DescribeDomain finds it', async ({
    simulate,
  }) => {
    const { aws, make, cleanup, domains, abort } = await simulate({ hiddenMs: 30 * SECOND, hiddenIsConfigured: true })
    aws.after('CreateDomain', () => abort.abort(new Error('Interrupted by SIGINT.')))
    await expect(make()).rejects.toThrow('Interrupted by SIGINT.')
    await cleanup.run()
    expect(aws.lines('DeleteDomain')).toEqual([`DeleteDomain ${ID}: ok`])
    expect(domains.running).toEqual([])
  })

  test.for([
    [false, 'It is deleted now', []],
    [true, 'It stays, and the next run waits for it', [ID]],
  ] as const)(
    'the error for a creation that outlasts its time says what was seen how often, and how to remove it (reuse: %s)',
    async ([reuse, next, left], { simulate }) => {
      const { make, cleanup, domains, aws } = await simulate({ createMs: 10 * MINUTE })
      aws.before('ListTags', () => aws.fault('DescribeDomain', failing(503, 2)))
      await expect(make({}, { timeoutMs: MINUTE, reuse })).rejects.toMatchObject({
        code: 'AWS_FIXTURE_WAIT_TIMEOUT',
        message: expect.stringMatching(
          new RegExp(
            `^OpenSearch domain ${ID} did not become active within \\d+\\.\\d s\\.\n` +
              'Last state: creating\\. Seen in \\d+ polls: unanswered x2, creating x\\d+\\. Failed polls: \\S+ x2; the last: .+\n' +
              `${next}\\. Allow more time with 'aws\\.createTimeoutMs'\\. ` +
              `To delete it by hand: aws opensearch delete-domain --domain-name ${ID} --region eu-west-1$`,
          ),
        ),
      })
      await cleanup.run()
      expect(domains.running).toEqual(left)
    },
  )

  test('ValidationFailed ends the wait at once, with the text of the stage that failed', async ({ simulate }) => {
    const { make, domains, aws, cleanup } = await simulate({ createMs: 30 * MINUTE })
    aws.after('CreateDomain', () => {
      domains.domain(ID)!.failure = { status: 'ValidationFailed', afterMs: 20 * SECOND, text: 'No free IP addresses.' }
    })
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_UNEXPECTED_STATE',
      state: 'failed',
      message:
        `OpenSearch domain ${ID} is failed, but was expected to become active.\n` +
        'ValidationFailed. Validation: No free IP addresses.\n' +
        cannotBeUsed(),
    })
    await cleanup.run()
    expect(domains.running).toEqual([])
  })

  test.for([
    ['an emulator does not know the call', htmlPage(404, Infinity), 'The answer contains no AWS error (HTTP 404'],
    ['it is forbidden to ask', denied(), 'AccessDeniedException: '],
  ] as const)(
    'ValidationFailed ends the wait also where %s (DescribeDomainChangeProgress)',
    async ([, fault, text], { simulate }) => {
      const { make, domains, aws } = await simulate({ createMs: 30 * MINUTE })
      aws.fault('DescribeDomainChangeProgress', fault)
      aws.after('CreateDomain', () => {
        domains.domain(ID)!.failure = { status: 'ValidationFailed', afterMs: 20 * SECOND, text: 'No.' }
      })
      await expect(make()).rejects.toMatchObject({
        code: 'AWS_FIXTURE_UNEXPECTED_STATE',
        message: expect.stringContaining(
          `OpenSearch domain ${ID} is failed, but was expected to become active.\nThe reason is not known.\n${text}`,
        ),
      })
      expect(aws.lines('DescribeDomainChangeProgress')).toHaveLength(1)
    },
  )

  test('ValidationFailed is an error with its stage also where DescribeDomainChangeProgress is throttled at first', async ({
    simulate,
  }) => {
    const { make, domains, aws } = await simulate({ createMs: 30 * MINUTE })
    aws.fault('DescribeDomainChangeProgress', throttled(2))
    aws.after('CreateDomain', () => {
      domains.domain(ID)!.failure = { status: 'ValidationFailed', afterMs: 20 * SECOND, text: 'No free IP addresses.' }
    })
    await expect(make()).rejects.toThrow('ValidationFailed. Validation: No free IP addresses.')
  })

  test('Cancelled ends the wait at once, with the text of its stage', async ({ simulate }) => {
    const { make, domains, aws } = await simulate({ createMs: 30 * MINUTE })
    aws.after('CreateDomain', () => {
      domains.domain(ID)!.failure = { status: 'Cancelled', afterMs: 20 * SECOND, text: 'Cancelled by the user.' }
    })
    await expect(make()).rejects.toThrow('Cancelled. Validation: Cancelled by the user.')
  })

  test('an open policy on a public domain, which AWS rejects only after minutes, fails with its reason', async ({
    simulate,
  }) => {
    const { make } = await simulate()
    const policy =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"es:*","Resource":"*"}]}'
    await expect(make({ access: { policy } })).rejects.toThrow('apply a restrictive access policy to your domain')
  })

  test('Isolated ends the wait at once', async ({ simulate }) => {
    const { make, domains, aws } = await simulate({ createMs: 30 * MINUTE })
    aws.after('CreateDomain', () => domains.domain(ID)!.isolate())
    await expect(make()).rejects.toThrow(`OpenSearch domain ${ID} is isolated, but was expected to become active.`)
  })

  test('a domain that somebody deletes while it is created ends the wait at once', async ({ simulate }) => {
    const { make, domains, aws, clock } = await simulate()
    aws.after('CreateDomain', () => clock.after(20 * SECOND, () => domains.domain(ID)?.delete(clock.now())))
    await expect(make()).rejects.toThrow(`OpenSearch domain ${ID} is deleting, but was expected to become active.`)
  })
})

describe.concurrent('CreateDomain: rejected requests', patience, () => {
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
  ] as const)(
    'a creation is repeated where a role or policy has not propagated yet: %s, %s',
    async ([code, text, status], { simulate }) => {
      const { aws, make } = await simulate()
      aws.fault('CreateDomain', refused(code, text, status, 6))
      expect(await make()).toMatchObject({ seen: { state: 'active' } })
      expect(created(aws)).toHaveLength(7)
    },
  )

  test('a role or policy that has not propagated within two minutes fails with what AWS says, and leaves nothing', async ({
    simulate,
  }) => {
    const { aws, make, cleanup, domains } = await simulate()
    aws.fault('CreateDomain', refused('ValidationException', 'The passed role has not propagated yet', 400, Infinity))
    const started = Date.now()
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      resource: `OpenSearch domain ${ID}`,
      message: expect.stringMatching(
        `^OpenSearch domain ${ID} could not be created\\.\n` +
          'ValidationException: The passed role has not propagated yet \\(HTTP 400, request [-0-9a-f]+\\)\n' +
          'A new role or policy takes some minutes to be known everywhere',
      ),
    })
    expect(Date.now() - started).toBeLessThan(30_000)
    await cleanup.run()
    expect(domains.running).toEqual([])
    expect(aws.lines('DeleteDomain')).toEqual([])
  })

  test('a missing service-linked role is an error with the command to create it', async ({ simulate }) => {
    const { aws, make } = await simulate()
    const text = 'Before you can proceed, you must enable a service-linked role to give Amazon ES permissions'
    aws.fault('CreateDomain', refused('ValidationException', text, 400, Infinity))
    await expect(make({ vpc: { subnetIds: ['subnet-1'], securityGroupIds: [] } })).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: [
        `OpenSearch domain ${ID} could not be created.`,
        `ValidationException: ${text}`,
        'A domain in a VPC needs the role of the service, which is created once in an account: aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com',
      ].join('\n'),
    })
  })

  test.for([
    [
      'LimitExceededException, the quota of domains',
      { quota: 0 },
      {},
      'LimitExceededException: You have exceeded the limit of domains per account. (HTTP 409',
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
  ] as const)('the creation ends at once, with the reason, at %s', async ([, script, spec, text], { simulate }) => {
    const { aws, make, kind, signal } = await simulate(script)
    await expect(make(spec)).rejects.toThrow(text)
    expect(created(aws)).toHaveLength(1)
    expect(await kind.observe(ID, signal)).toBeUndefined()
  })
})
