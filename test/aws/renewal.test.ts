import { describe, expect } from 'vitest'
import { iamPolicy } from '../../src/config/iam-policy.ts'
import { missingFrom, needsOfCall } from '../support/iam-needs.ts'
import { test as clusterTest, ID, INSTANCE, ours, patience, smallCluster } from './cluster-scenario.ts'
import { test as domainTest, ours as oursOfDomain, smallDomain } from './domain-scenario.ts'

const renewed = '2026-11-25T12:00:00Z'
const tagOf = ({ run, fingerprint }: typeof ours) => `run=${run} fingerprint=${fingerprint} expires=${renewed}`
const allowed = (reuse: boolean) =>
  iamPolicy(
    {
      ...{ opensearch: true, neptune: true, reuse },
      region: 'eu-west-1',
      aws: { allowedAccounts: ['111122223333'], name: 'orders', insideVpc: true },
    },
    '/work',
    {},
  )

describe.concurrent('the tag of a resource that a run uses is renewed', patience, () => {
  clusterTest('on a cluster and its instance, by what the policy allows', async ({ simulate }) => {
    const { kind, aws, neptune, signal } = await simulate()
    await kind.create(ID, smallCluster, ours, signal)
    const before = aws.calls.length
    await kind.retag(ID, { ...ours, expires: renewed }, signal)
    expect(await kind.owner(ID, signal)).toEqual({ ...ours, expires: renewed })
    expect(neptune.instances.find(({ id }) => id === INSTANCE)?.tags.get('vitest-aws-fixtures')).toBe(tagOf(ours))
    const needs = aws.calls.slice(before).flatMap(needsOfCall)
    for (const reuse of [false, true]) expect(missingFrom(allowed(reuse), needs)).toEqual([])
  })

  clusterTest('on a cluster whose instance is not there yet, and on none that is gone', async ({ simulate }) => {
    const { kind, neptune, signal } = await simulate()
    await kind.retag(ID, { ...ours, expires: renewed }, signal)
    neptune.putCluster({ id: ID })
    await kind.retag(ID, { ...ours, expires: renewed }, signal)
    expect(await kind.owner(ID, signal)).toEqual({ ...ours, expires: renewed })
  })

  domainTest('on a domain, by what the policy allows, and on none that is gone', async ({ simulate }) => {
    const { kind, aws, domains, signal } = await simulate({})
    await kind.retag(ID, { ...oursOfDomain, expires: renewed }, signal)
    await kind.create(ID, smallDomain, oursOfDomain, signal)
    const before = aws.calls.length
    await kind.retag(ID, { ...oursOfDomain, expires: renewed }, signal)
    expect(await kind.owner(ID, signal)).toEqual({ ...oursOfDomain, expires: renewed })
    // The user's own tags stay.
    expect(Object.fromEntries(domains.domain(ID)!.tags)).toMatchObject(smallDomain.tags)
    const needs = aws.calls.slice(before).flatMap(needsOfCall)
    for (const reuse of [false, true]) expect(missingFrom(allowed(reuse), needs)).toEqual([])
  })
})
