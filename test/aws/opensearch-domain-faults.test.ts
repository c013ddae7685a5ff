import { describe, expect } from 'vitest'
import {
  denied,
  failing,
  htmlPage,
  lostAfterEffect,
  lostBeforeEffect,
  refused,
  silent,
  throttled,
} from '../support/aws-simulator/fault.ts'
import { simulatedCredentials } from '../support/aws-simulator/simulated-credentials.ts'
import { created, ID, MINUTE, patience, SECOND, test } from './domain-scenario.ts'

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
    await expect(make()).rejects.toThrow(`OpenSearch domain ${ID} could not be created.`)
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
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_CREDENTIALS',
      cause: { name: 'ExpiredTokenException' },
    })
    expect(aws.calls.filter(({ code }) => code === 'ExpiredTokenException')).toHaveLength(2)
  })

  test('a creation that is forbidden names the permission, and nobody looks for a domain', async ({ simulate }) => {
    const { aws, make, cleanup } = await simulate()
    aws.fault('CreateDomain', denied())
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PERMISSION',
      message: expect.stringMatching(/could not be created\.\nAccessDeniedException: .+\n.*es:CreateDomain/),
    })
    await cleanup.run()
    expect(aws.lines('CreateDomain')).toHaveLength(1)
  })

  test('a look that is forbidden ends the wait at once', async ({ simulate }) => {
    const { aws, make } = await simulate({ createMs: 30 * MINUTE })
    aws.after('ListTags', () => aws.fault('DescribeDomain', refused('AccessDeniedException', 'No.', 403)))
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PERMISSION',
      message: expect.stringMatching(`^OpenSearch domain ${ID} could not be seen\\.\nAccessDeniedException: No\\. `),
    })
  })
})
