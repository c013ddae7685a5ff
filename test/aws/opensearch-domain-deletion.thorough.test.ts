import { describe, expect } from 'vitest'
import { isDomainBeingDeleted } from '../../src/aws/domain/errors.ts'
import * as messages from '../../src/aws/domain/messages.ts'
import {
  denied,
  failing,
  htmlPage,
  lostAfterEffect,
  lostBeforeEffect,
  refused,
  throttled,
} from '../support/aws-simulator/fault.ts'
import { ID, MINUTE, ours, patience, SECOND, smallDomain, test } from './domain-scenario.ts'

const ourTag = [{ Key: 'vitest-aws-fixtures', Value: `run=${ours.run}` }]

describe.concurrent('DeleteDomain: until it is gone', patience, () => {
  test('a deletion ends after Deleted and Processing, NotFound from DescribeDomain, and three NotFounds in a row from DescribeDomainConfig', async ({
    simulate,
  }) => {
    const { aws, make, cleanup, domains, kind, signal } = await simulate({ lingerMs: 60 * SECOND })
    await make()
    const deleting = cleanup.run()
    await expect.poll(() => aws.lines('DeleteDomain')).toEqual([`DeleteDomain ${ID}: ok`])
    const seen = await kind.observe(ID, signal)
    expect(seen).toMatchObject({ state: 'deleting' })
    expect(kind.isGoing(seen!)).toBe(true)
    await deleting
    expect(domains.domain(ID)).toBeUndefined()
    const config = aws.lines('DescribeDomainConfig')
    expect(config).toContain(`DescribeDomainConfig ${ID}: ok`)
    expect(config.slice(-3)).toEqual(Array(3).fill(`DescribeDomainConfig ${ID}: ResourceNotFoundException`))
  })

  test('a NotFound that a later answer contradicts does not end the deletion', async ({ simulate }) => {
    const { aws, make, cleanup, domains } = await simulate({ lingerMs: 60 * SECOND, lingerFlaps: true })
    await make()
    await cleanup.run()
    expect(domains.domain(ID)).toBeUndefined()
    const config = aws.lines('DescribeDomainConfig').map((line) => line.split(': ')[1])
    const firstAbsent = config.indexOf('ResourceNotFoundException', 1)
    expect(config.slice(firstAbsent)).toContain('ok')
  })

  test('a name that only DescribeDomainConfig knows is neither absent nor free', async ({ simulate }) => {
    const { kind, domains, signal, clock } = await simulate({ deleteMs: 0, lingerMs: MINUTE })
    domains.add({ DomainName: ID }).delete(clock.now())
    const seen = await kind.observe(ID, signal)
    expect(seen).toEqual({
      state: 'unsettled',
      detail: 'DescribeDomain does not find it, and DescribeDomainConfig does.',
    })
    expect([kind.isGoing(seen!), kind.isUnclear(seen!)]).toEqual([false, true])
  })

  test('a domain whose deletion is stuck for days is reported in time as leaked, with how to remove it', async ({
    simulate,
  }) => {
    const { make, cleanup } = await simulate({ deletionSticks: true, destroyTimeoutMs: 2 * MINUTE })
    await make()
    await expect(cleanup.run()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_CLEANUP',
      failures: [
        {
          step: `OpenSearch domain ${ID}`,
          error: {
            code: 'AWS_FIXTURE_LEAKED_RESOURCE',
            message:
              `OpenSearch domain ${ID} is still there after it was deleted.\n` +
              'Last state: deleting, 120 s after the request. ' +
              'AWS has accepted its deletion, which mostly takes minutes and sometimes days.\n' +
              `Delete it by hand: aws opensearch delete-domain --domain-name ${ID} --region eu-west-1`,
          },
        },
      ],
    })
  })
})

describe.concurrent('DeleteDomain: lost, rejected and repeated requests', patience, () => {
  test('a deletion whose answer is lost after the effect does not count as a failure', async ({ simulate }) => {
    const { aws, make, cleanup, domains } = await simulate()
    await make()
    aws.fault('DeleteDomain', lostAfterEffect())
    await cleanup.run()
    expect(aws.lines('DeleteDomain')).toEqual([`DeleteDomain ${ID}: lost`, `DeleteDomain ${ID}: ok`])
    expect(domains.domain(ID)).toBeUndefined()
  })

  test('a deletion whose answer is lost does not count as a failure either where the domain is gone at once', async ({
    simulate,
  }) => {
    const { aws, make, cleanup, domains } = await simulate({ deleteMs: 0 })
    await make()
    aws.fault('DeleteDomain', lostAfterEffect())
    await cleanup.run()
    expect(aws.lines('DeleteDomain')).toEqual([
      `DeleteDomain ${ID}: lost`,
      `DeleteDomain ${ID}: ResourceNotFoundException`,
    ])
    expect(domains.domain(ID)).toBeUndefined()
  })

  test.for([
    ['throttled', throttled(3)],
    ['refused by a service that is down', failing(503, 3)],
    ['answered with a page of a load balancer', htmlPage(502, 2)],
    ['lost on the way', lostBeforeEffect(2)],
  ] as const)('a deletion that is %s is repeated', async ([, fault], { simulate }) => {
    const { aws, make, cleanup, domains } = await simulate()
    await make()
    aws.fault('DeleteDomain', fault)
    await cleanup.run()
    expect(domains.domain(ID)).toBeUndefined()
  })

  test('a denied deletion fails at once with an error that names es:DeleteDomain', async ({ simulate }) => {
    const { aws, make, cleanup } = await simulate()
    await make()
    aws.fault('DeleteDomain', denied())
    await expect(cleanup.run()).rejects.toMatchObject({
      failures: [
        {
          error: {
            code: 'AWS_FIXTURE_LEAKED_RESOURCE',
            message: expect.stringMatching(
              /could not be deleted\.\nAccessDeniedException: .+\n.*es:DeleteDomain.*\nDelete it by hand: aws opensearch /,
            ),
            cause: { code: 'AWS_FIXTURE_PERMISSION' },
          },
        },
      ],
    })
    expect(aws.lines('DeleteDomain')).toHaveLength(1)
  })

  test('the deletion of a domain that is gone or being deleted succeeds', async ({ simulate }) => {
    const { aws, kind, domains, clock, signal } = await simulate()
    await kind.delete(ID, signal, ours)
    domains.add({ DomainName: ID, TagList: ourTag }).delete(clock.now())
    await kind.delete(ID, signal, ours)
    expect(aws.writes).toEqual([])
  })
})

describe.concurrent('DeleteDomain: domains in all states', patience, () => {
  test('a domain that is not found is recognised by the name of the error, because its HTTP status is 409 on AWS and 404 on emulators', async ({
    simulate,
  }) => {
    const { aws, kind, signal } = await simulate()
    const missing = refused('ResourceNotFoundException', 'Domain not found', 404)
    aws.fault('DescribeDomain', missing)
    aws.fault('DescribeDomainConfig', missing)
    expect(await kind.observe(ID, signal)).toBeUndefined()
    expect(await kind.observe(ID, signal)).toBeUndefined()
  })

  test('a domain that is gone at once, as on emulators, is absent at once', async ({ simulate }) => {
    const { kind, signal } = await simulate({ deleteMs: 0 })
    await kind.create(ID, smallDomain, ours, signal)
    await kind.delete(ID, signal, ours)
    expect(await kind.observe(ID, signal)).toBeUndefined()
  })

  test('a domain whose creation has not ended is deleted', async ({ simulate }) => {
    const { make, cleanup, domains } = await simulate({ createMs: 30 * MINUTE })
    await expect(make({}, { timeoutMs: 30 * SECOND })).rejects.toMatchObject({ code: 'AWS_FIXTURE_WAIT_TIMEOUT' })
    await cleanup.run()
    expect(domains.domain(ID)).toBeUndefined()
  })

  test('the next process after a kill -9 finds the domain by its name and tag, and deletes it', async ({
    simulate,
  }) => {
    const { make, newKind, domains, signal, clock } = await simulate()
    await make()
    const kind = newKind()
    expect(await kind.owner(ID, signal)).toEqual(ours)
    await kind.delete(ID, signal, ours)
    expect(domains.domain(ID)?.phase(clock.now())).toBe('deleting')
  })
})

describe.concurrent('CreateDomain: Domain is still being deleted', patience, () => {
  test.for([
    ['while it goes', {}],
    ['while only one place remembers it', { deleteMs: 0, lingerMs: 5 * MINUTE }],
  ] as const)(
    'a domain that is still being deleted is recognised by the text, so that another name can be taken: %s',
    async ([, script], { simulate }) => {
      const { aws, kind, domains, clock, signal } = await simulate(script)
      domains.add({ DomainName: ID, TagList: ourTag }).delete(clock.now())
      const error = await kind.create(ID, smallDomain, ours, signal).catch((thrown: unknown) => thrown)
      expect(isDomainBeingDeleted(error)).toBe(true)
      expect(error).toMatchObject({
        code: 'AWS_FIXTURE_PROVISION',
        message: messages.beingDeleted(ID).join('\n'),
        cause: { name: 'ValidationException', message: 'Domain is still being deleted' },
      })
      expect(aws.lines('CreateDomain')).toHaveLength(1)
    },
  )

  test('a domain of the next generation is created beside it, without a wait', async ({ simulate }) => {
    const { aws, make, domains, clock } = await simulate({ deletionSticks: true })
    domains.add({ DomainName: ID, TagList: ourTag }).delete(clock.now())
    expect(await make()).toMatchObject({ id: 'vaf-orders-8f3a1c-2', isNew: true })
    expect(aws.lines('CreateDomain')).toEqual(['CreateDomain vaf-orders-8f3a1c-2: ok'])
  })

  test('a domain of the next generation is created where only DescribeDomainConfig has the last one, once CreateDomain has rejected its name', async ({
    simulate,
  }) => {
    const { aws, make, domains, cleanup, clock } = await simulate({ deleteMs: 0, lingerMs: 30 * MINUTE })
    domains.add({ DomainName: ID, TagList: ourTag }).delete(clock.now())
    expect(await make()).toMatchObject({ id: 'vaf-orders-8f3a1c-2' })
    expect(aws.lines('CreateDomain')).toEqual([
      `CreateDomain ${ID}: ValidationException`,
      'CreateDomain vaf-orders-8f3a1c-2: ok',
    ])
    domains.script.lingerMs = 0
    await cleanup.run()
    expect(aws.lines('DeleteDomain')).toEqual(['DeleteDomain vaf-orders-8f3a1c-2: ok'])
  })

  test('a domain of the next generation is created also where only CreateDomain knows of the last one', async ({
    simulate,
  }) => {
    const { aws, make, domains, cleanup, noted, clock } = await simulate({ deleteMs: 0, lingerMs: 30 * MINUTE })
    domains.add({ DomainName: ID, TagList: ourTag }).delete(clock.now())
    aws.fault('DescribeDomainConfig', refused('ResourceNotFoundException', 'Not found.', 409))
    expect(await make()).toMatchObject({ id: 'vaf-orders-8f3a1c-2' })
    expect(aws.lines('CreateDomain')).toEqual([
      `CreateDomain ${ID}: ValidationException`,
      'CreateDomain vaf-orders-8f3a1c-2: ok',
    ])
    domains.script.lingerMs = 0
    await cleanup.run()
    expect(aws.lines('DeleteDomain')).toEqual(['DeleteDomain vaf-orders-8f3a1c-2: ok'])
    expect(noted.at(-1)).toBe('vaf-orders-8f3a1c-2 gone')
  })

  test('ResourceAlreadyExists for a domain that is being deleted leads to the next generation as well', async ({
    simulate,
  }) => {
    const { aws, kind, domains, clock, signal } = await simulate()
    domains.add({ DomainName: ID, TagList: ourTag }).delete(clock.now())
    aws.fault('CreateDomain', refused('ResourceAlreadyExistsException', 'It exists.', 409))
    const error = await kind.create(ID, smallDomain, ours, signal).catch((thrown: unknown) => thrown)
    expect(isDomainBeingDeleted(error)).toBe(true)
  })

  test('no other error counts as a domain that is being deleted', async ({ simulate }) => {
    const { kind, signal } = await simulate({ quota: 0 })
    const error = await kind.create(ID, smallDomain, ours, signal).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'AWS_FIXTURE_PROVISION' })
    expect(isDomainBeingDeleted(error)).toBe(false)
  })
})
