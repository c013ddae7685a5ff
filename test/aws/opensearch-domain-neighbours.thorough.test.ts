import type { CreateDomainRequest } from '@aws-sdk/client-opensearch'
import { describe, expect } from 'vitest'
import { denied, lostBeforeEffect } from '../support/aws-simulator/fault.ts'
import { created, ID, MINUTE, ours, patience, SECOND, type Simulate, smallDomain, test } from './domain-scenario.ts'

const ourTag = [{ Key: 'vitest-aws-fixtures', Value: `run=${ours.run}` }]
const theirTag = [{ Key: 'vitest-aws-fixtures', Value: `run=vaf-other fingerprint=${ours.fingerprint}` }]

/** The settings of a domain that this package would create, for one that exists already. */
async function asAsked(simulate: Simulate): Promise<CreateDomainRequest> {
  const { aws, kind, signal } = await simulate()
  await kind.create(ID, smallDomain, ours, signal)
  return created(aws)[0] as CreateDomainRequest
}

describe.concurrent('CreateDomain: a name that is taken, and CreateDomain as upsert', patience, () => {
  test('a domain without our tag is left alone, and nothing is created', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    domains.add({ DomainName: ID })
    await expect(make({}, { reuse: true })).rejects.toThrow(
      `OpenSearch domain ${ID} exists already, and is not ours: it lacks our tag.`,
    )
    await cleanup.run()
    expect(aws.writes).toEqual([])
  })

  test('a domain with the same fingerprint is reused, and stays after the run', async ({ simulate }) => {
    const { aws, make, domains, cleanup } = await simulate()
    const { DomainName, TagList, ...rest } = await asAsked(simulate)
    domains.add({ DomainName, TagList: theirTag, ...rest })
    expect(await make({}, { reuse: true })).toMatchObject({ id: ID, isNew: false, seen: { state: 'active' } })
    expect(TagList).toHaveLength(2)
    await cleanup.run()
    expect(aws.writes).toEqual([])
    expect(domains.running).toEqual([ID])
  })

  test('a run fails with the differences where a domain differs from the options, and does not call UpdateDomainConfig', async ({
    simulate,
  }) => {
    const { aws, make, domains } = await simulate()
    domains.add({ ...(await asAsked(simulate)), TagList: theirTag, EngineVersion: 'OpenSearch_2.17' })
    await expect(make({}, { reuse: true })).rejects.toThrow(
      `OpenSearch domain ${ID} is not as the options ask for, and is never changed:\n` +
        '- engine version: OpenSearch_2.17, but the options ask for OpenSearch_2.19\n',
    )
    expect(aws.writes).toEqual([])
  })

  test.for(['refused', 'upsert'] as const)(
    'a domain that another run made between observation and creation stays theirs (a taken name is: %s)',
    async (nameTaken, { simulate }) => {
      const { aws, make, domains, cleanup } = await simulate({ nameTaken })
      aws.before('CreateDomain', () => domains.add({ DomainName: ID, TagList: theirTag }))
      await expect(make()).rejects.toThrow(
        `OpenSearch domain ${ID} was made by another run at the same time: it is tagged with run vaf-other.`,
      )
      await cleanup.run()
      expect(aws.lines('DeleteDomain')).toEqual([])
      expect(domains.running).toEqual([ID])
    },
  )

  test.for(['refused', 'upsert'] as const)(
    'a run with reuse uses a domain that another run made between observation and creation (a taken name is: %s)',
    async (nameTaken, { simulate }) => {
      const { aws, make, domains, cleanup } = await simulate({ nameTaken })
      const asked = await asAsked(simulate)
      aws.before('CreateDomain', () => domains.add({ ...asked, TagList: theirTag }))
      expect(await make({}, { reuse: true })).toMatchObject({ id: ID, isNew: false })
      await cleanup.run()
      expect(domains.running).toEqual([ID])
    },
  )

  test.for([
    ['refused', true],
    ['refused', false],
    ['upsert', true],
    ['upsert', false],
  ] as const)(
    'a run with reuse waits for a domain that another run has just requested and that is hidden, and creates no second one (a taken name is: %s; DescribeDomainConfig knows it: %s)',
    async ([nameTaken, hiddenIsConfigured], { simulate }) => {
      const script = { nameTaken, hiddenIsConfigured, hiddenMs: 30 * SECOND }
      const { aws, make, domains, cleanup, newKind, signal } = await simulate(script)
      await newKind().create(ID, smallDomain, { ...ours, run: 'vaf-other' }, signal)
      expect(await make({}, { reuse: true })).toMatchObject({ id: ID, isNew: false, seen: { state: 'active' } })
      expect(new Set(created(aws).map((input) => (input as CreateDomainRequest).DomainName))).toEqual(new Set([ID]))
      await cleanup.run()
      expect(domains.running).toEqual([ID])
      expect(aws.lines('DeleteDomain')).toEqual([])
    },
  )

  test.for([
    ['refused', false],
    ['refused', true],
    ['upsert', false],
    ['upsert', true],
  ] as const)(
    'a domain without any tag that appears between observation and creation fails the run at once, and is left alone (a taken name is: %s; reuse: %s)',
    async ([nameTaken, reuse], { simulate }) => {
      const { aws, make, domains, cleanup, clock, noted } = await simulate({ nameTaken })
      aws.before('CreateDomain', () => domains.add({ DomainName: ID }))
      const started = clock.now()
      await expect(make({}, { reuse })).rejects.toMatchObject({
        code: 'AWS_FIXTURE_OWNERSHIP',
        message:
          `OpenSearch domain ${ID} exists already.\n` +
          "It has no tag 'vitest-aws-fixtures' of this package, so it was not changed.\n" +
          "Choose another name for this project: 'aws.name'.",
      })
      expect(clock.now() - started).toBeLessThan(MINUTE)
      await cleanup.run()
      expect(noted.at(-1)).toBe(`${ID} gone`)
      expect(aws.lines('DeleteDomain')).toEqual([])
      expect(domains.running).toEqual([ID])
    },
  )

  test('a domain that another run created while the answers to our requests were lost is not deleted', async ({
    simulate,
  }) => {
    const { aws, kind, make, domains, cleanup, signal, noted, reported } = await simulate()
    aws.fault('CreateDomain', lostBeforeEffect(5))
    await expect(make()).rejects.toMatchObject({ code: 'AWS_FIXTURE_REACHABILITY', cause: { code: 'ECONNRESET' } })
    domains.add({ DomainName: ID, TagList: theirTag })
    await cleanup.run()
    await expect(kind.delete(ID, signal, ours)).rejects.toThrow(
      `OpenSearch domain ${ID} is not deleted: it belongs to the run vaf-other, and this is for ${ours.run}.`,
    )
    expect(aws.lines('DeleteDomain')).toEqual([])
    expect(noted.at(-1)).toBe(`${ID} gone`)
    expect(reported).not.toContain('resource-deleted')
  })

  test('the owner of a domain is read from its tag, and its differences from its description', async ({ simulate }) => {
    const { aws, make, kind, signal } = await simulate()
    const { seen } = await make()
    expect(await kind.owner(ID, signal)).toEqual(ours)
    expect(await kind.owner('vaf-missing', signal)).toBeUndefined()
    expect(kind.differences(seen, smallDomain)).toEqual([])
    expect(kind.differences(seen, { ...smallDomain, instanceCount: 3, engineVersion: 'OpenSearch_3.5' })).toEqual([
      'engine version: OpenSearch_2.19, but the options ask for OpenSearch_3.5',
      'number of instances: 1, but the options ask for 3',
    ])
    expect(aws.lines('UpdateDomainConfig')).toEqual([])
  })
})

describe.concurrent('DescribeDomain: a domain that exists', patience, () => {
  test('a domain that somebody changes is waited for', async ({ simulate }) => {
    const { kind, domains, signal, clock } = await simulate()
    domains.add({ DomainName: ID }).modify(30 * SECOND, clock.now())
    expect(await kind.observe(ID, signal)).toMatchObject({ state: 'modifying' })
    expect(kind.pending).toContain('modifying')
  })

  test('a change that failed on a domain that works again leaves it active', async ({ simulate }) => {
    const { kind, domains, signal } = await simulate()
    const domain = domains.add({ DomainName: ID })
    domain.failure = { status: 'ValidationFailed', afterMs: 0, text: 'No.' }
    domain.recover()
    expect(await kind.observe(ID, signal)).toMatchObject({ state: 'active' })
  })
})

describe.concurrent('the ownership of domains', patience, () => {
  test('a domain without our tag is not deleted, whatever its name', async ({ simulate }) => {
    const { aws, kind, domains, signal } = await simulate()
    domains.add({ DomainName: ID, TagList: [{ Key: 'team', Value: 'orders' }] })
    await expect(kind.delete(ID, signal, ours)).rejects.toMatchObject({
      code: 'AWS_FIXTURE_OWNERSHIP',
      message:
        `OpenSearch domain ${ID} is not deleted: it has no tag 'vitest-aws-fixtures' of this package.\n` +
        'This package deletes only a domain that has both its name and its tag.\n' +
        `If nobody needs the domain: aws opensearch delete-domain --domain-name ${ID} --region eu-west-1`,
    })
    expect(aws.writes).toEqual([])
  })

  test('a domain without our name is not deleted, whatever its tag, and AWS is not even asked', async ({
    simulate,
  }) => {
    const { aws, kind, domains, signal } = await simulate()
    domains.add({ DomainName: 'production', TagList: ourTag })
    await expect(kind.delete('production', signal, ours)).rejects.toThrow(
      "OpenSearch domain production is not deleted: its name does not begin with 'vaf-'.",
    )
    expect(aws.calls).toEqual([])
    expect(domains.running).toEqual(['production'])
  })

  test('the domains that a run has left are found in the whole account, also while they are being deleted, and no others', async ({
    simulate,
  }) => {
    const { aws, kind, domains, clock, signal } = await simulate()
    domains.add({ DomainName: 'vaf-forgotten-1', TagList: ourTag })
    domains.add({ DomainName: 'vaf-going-1', TagList: ourTag }).delete(clock.now())
    domains.add({ DomainName: 'vaf-other-1', TagList: theirTag })
    domains.add({ DomainName: 'vaf-untagged-1' })
    domains.add({ DomainName: 'production', TagList: ourTag })
    expect(await kind.listOwned(ours.run, signal)).toEqual(['vaf-forgotten-1', 'vaf-going-1'])
    expect(aws.lines('ListTags')).toHaveLength(4)
    aws.fault('ListDomainNames', denied())
    await expect(kind.listOwned(ours.run, signal)).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PERMISSION',
      message: expect.stringMatching(
        /^The OpenSearch domains of run \S+ could not be listed\.\nAccessDeniedException: .+\n.*es:ListDomainNames/,
      ),
    })
  })

  test('more than five domains are found without DescribeDomains, which takes five at most', async ({ simulate }) => {
    const { aws, kind, domains, signal } = await simulate()
    const left = Array.from({ length: 12 }, (_, at) => `vaf-left-${at}`)
    for (const DomainName of left) domains.add({ DomainName, TagList: ourTag })
    expect(await kind.listOwned(ours.run, signal)).toEqual(left)
    expect(aws.lines('DescribeDomains')).toEqual([])
  })

  test('a whole run leaves the domains of other people as they are', async ({ simulate }) => {
    const { make, cleanup, domains, aws } = await simulate()
    domains.add({ DomainName: 'production' })
    domains.add({ DomainName: 'vaf-other-1', TagList: [{ Key: 'vitest-aws-fixtures', Value: 'run=vaf-other' }] })
    await make()
    await cleanup.run()
    expect(domains.running).toEqual(['production', 'vaf-other-1'])
    expect(aws.writes.map(({ input }) => input.DomainName)).toEqual([ID, ID])
  })
})
