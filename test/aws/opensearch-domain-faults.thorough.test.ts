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

describe.concurrent('a call of CreateDomain', patience, () => {
  test('whose answer is lost after the effect is followed by finding the domain by its tag, and not by creating it twice', async ({
    simulate,
  }) => {
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

  test('whose answer is lost after the effect gives the same domain where CreateDomain is an upsert', async ({
    simulate,
  }) => {
    const { aws, make } = await simulate({ nameTaken: 'upsert' })
    aws.fault('CreateDomain', lostAfterEffect())
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(aws.lines('CreateDomain')).toEqual([`CreateDomain ${ID}: lost`, `CreateDomain ${ID}: ok`])
  })

  test('whose answer is lost after the effect gives the same domain where that is hidden for a while', async ({
    simulate,
  }) => {
    const { aws, make } = await simulate({ hiddenMs: 30 * SECOND })
    aws.fault('CreateDomain', lostAfterEffect())
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
  })

  test('that is lost before the effect is repeated', async ({ simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', lostBeforeEffect(2))
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
    expect(created(aws)).toHaveLength(3)
  })

  test('whose answers are all lost is followed by a cleanup that waits for the hidden domain, and deletes it', async ({
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

  test('that Ctrl-C interrupts leaves nothing', async ({ simulate }) => {
    const { aws, make, cleanup, domains, abort } = await simulate({ hiddenMs: 20 * SECOND })
    aws.after('CreateDomain', () => abort.abort(new Error('Interrupted by SIGINT.')))
    await expect(make()).rejects.toThrow('Interrupted by SIGINT.')
    expect(domains.running).toEqual([ID])
    await cleanup.run()
    expect(domains.running).toEqual([])
  })
})

describe.concurrent('OpenSearch Service: throttling, server errors and a bad connection', patience, () => {
  test('ThrottlingException slows the polls down, and a throttled creation is repeated', async ({ simulate }) => {
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
  ] as const)('%s to DescribeDomain does not change the state of the domain', async ([, fault], { simulate }) => {
    const { aws, make } = await simulate()
    aws.before('ListTags', () => aws.fault('DescribeDomain', fault))
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
  })

  test.for([
    ['500', failing(500, 2)],
    ['503', failing(503, 2)],
    ['a page of a load balancer', htmlPage(502, 2)],
    ['no answer within 30 s', silent(1)],
  ] as const)('%s to CreateDomain is followed by a repeated call', async ([, fault], { simulate }) => {
    const { aws, make } = await simulate()
    aws.fault('CreateDomain', fault)
    expect(await make()).toMatchObject({ seen: { state: 'active' } })
  })
})

describe.concurrent('OpenSearch Service: credentials and permissions', patience, () => {
  test('an expired token in a long wait is renewed by its provider, without a failure', async ({ simulate }) => {
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

  test('an expired token that its provider does not renew ends the wait at once', async ({ simulate }) => {
    const { aws, make } = await simulate({ createMs: 30 * MINUTE })
    aws.after('ListTags', () => aws.identities.expire(aws.credentials.accessKeyId, 0))
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_CREDENTIALS',
      cause: { name: 'ExpiredTokenException' },
    })
    expect(aws.calls.filter(({ code }) => code === 'ExpiredTokenException')).toHaveLength(2)
  })

  test('AccessDenied to CreateDomain is an error that names es:CreateDomain, and the call is not repeated', async ({
    simulate,
  }) => {
    const { aws, make, cleanup } = await simulate()
    aws.fault('CreateDomain', denied())
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PERMISSION',
      message: expect.stringMatching(/could not be created\.\nAccessDeniedException: .+\n.*es:CreateDomain/),
    })
    await cleanup.run()
    expect(aws.lines('CreateDomain')).toHaveLength(1)
  })

  test('AccessDenied to DescribeDomain ends the wait at once', async ({ simulate }) => {
    const { aws, make } = await simulate({ createMs: 30 * MINUTE })
    aws.after('ListTags', () => aws.fault('DescribeDomain', refused('AccessDeniedException', 'No.', 403)))
    await expect(make()).rejects.toMatchObject({
      code: 'AWS_FIXTURE_PERMISSION',
      message: expect.stringMatching(
        `^The state of OpenSearch domain ${ID} could not be read\\.\nAccessDeniedException: No\\. `,
      ),
    })
  })
})
