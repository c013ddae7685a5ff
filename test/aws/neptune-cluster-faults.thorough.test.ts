import { describe, expect } from 'vitest'
import {
  denied,
  failing,
  htmlPage,
  lostAfterEffect,
  lostBeforeEffect,
  silent,
  throttled,
} from '../support/aws-simulator/fault.ts'
import { simulatedCredentials } from '../support/aws-simulator/simulated-credentials.ts'
import { ID, INSTANCE, MINUTE, ours, patience, SECOND, smallCluster, test } from './cluster-scenario.ts'

const creates = ['CreateDBCluster', 'CreateDBInstance'] as const
const deletes = ['ModifyDBCluster', 'DeleteDBInstance', 'DeleteDBCluster'] as const
const idOf = (operation: string) => (operation.endsWith('Instance') ? INSTANCE : ID)

describe.concurrent('Neptune: an answer that is lost', patience, () => {
  test.for(creates)(
    'the resource of %s whose answer is lost is found again, and not created twice',
    async (operation, { simulate }) => {
      const scenario = await simulate()
      scenario.aws.fault(operation, lostAfterEffect())
      await scenario.make()
      expect(scenario.left).toEqual([ID, INSTANCE])
      const again = operation === 'CreateDBCluster' ? 'DBClusterAlreadyExistsFault' : 'DBInstanceAlreadyExists'
      expect(scenario.aws.lines(operation)).toEqual([
        `${operation} ${idOf(operation)}: lost`,
        `${operation} ${idOf(operation)}: ${again}`,
      ])
      await scenario.cleanup.run()
      expect(scenario.left).toEqual([])
    },
  )

  test.for(creates)(
    'the resource of %s is found again although it is not shown for a while',
    async (operation, { simulate }) => {
      const scenario = await simulate({ hiddenMs: 20 * SECOND })
      scenario.aws.fault(operation, lostAfterEffect())
      await scenario.make()
      expect(scenario.left).toEqual([ID, INSTANCE])
      await scenario.cleanup.run()
      expect(scenario.left).toEqual([])
    },
  )

  test.for(creates)('%s that is lost before its effect is repeated', async (operation, { simulate }) => {
    const scenario = await simulate()
    scenario.aws.fault(operation, lostBeforeEffect(2))
    await scenario.make()
    expect(scenario.aws.lines(operation).at(-1)).toBe(`${operation} ${idOf(operation)}: ok`)
    expect(scenario.left).toEqual([ID, INSTANCE])
  })

  test.for(creates)(
    'the resource of %s whose answers are all lost is deleted, whether it is shown or not',
    async (operation, { simulate }) => {
      const scenario = await simulate({ hiddenMs: 30 * SECOND })
      scenario.aws.fault(operation, lostAfterEffect(), lostBeforeEffect(Infinity))
      await expect(scenario.make()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
      expect(scenario.left).toContain(ID)
      await scenario.cleanup.run()
      expect(scenario.left).toEqual([])
    },
  )

  test.for(deletes)(
    'a call of %s whose answer is lost does not count as a failure',
    async (operation, { simulate }) => {
      const scenario = await simulate()
      scenario.putOurs().deletionProtection = true
      scenario.aws.fault(operation, lostAfterEffect())
      await scenario.remove()
      expect(scenario.left).toEqual([])
    },
  )

  test('a deletion whose answer is lost does not count as a failure where the instance is gone at once (DBInstanceNotFound, on the wire without Fault)', async ({
    simulate,
  }) => {
    const scenario = await simulate({ clusterDeletionMs: 0, instanceDeletionMs: 0 })
    scenario.putOurs()
    scenario.aws.fault('DeleteDBInstance', lostAfterEffect())
    scenario.aws.fault('DeleteDBCluster', lostAfterEffect())
    await scenario.remove()
    expect(scenario.left).toEqual([])
    expect(scenario.aws.lines('DeleteDBInstance')).toEqual([
      `DeleteDBInstance ${INSTANCE}: lost`,
      `DeleteDBInstance ${INSTANCE}: DBInstanceNotFound`,
    ])
    expect(scenario.aws.lines('DeleteDBCluster').at(-1)).toBe(`DeleteDBCluster ${ID}: DBClusterNotFoundFault`)
  })

  test.for(deletes)('%s that is lost before its effect is repeated', async (operation, { simulate }) => {
    const scenario = await simulate()
    scenario.putOurs().deletionProtection = true
    scenario.aws.fault(operation, lostBeforeEffect(2))
    await scenario.remove()
    expect(scenario.left).toEqual([])
  })
})

describe.concurrent('Neptune: a run that is killed', patience, () => {
  test.for(creates)(
    'the next run finds and deletes what a run left that was killed after %s',
    async (operation, { simulate }) => {
      const scenario = await simulate()
      scenario.aws.after(operation, () => scenario.abort.abort(new Error('killed')))
      await expect(scenario.kind.create(ID, smallCluster, ours, scenario.signal)).rejects.toThrow('killed')
      expect(scenario.left).toContain(ID)
      const next = scenario.newKind()
      const signal = new AbortController().signal
      expect(await next.owner(ID, signal)).toEqual(ours)
      await scenario.remove({ kind: next })
      expect(scenario.left).toEqual([])
    },
  )

  test.for(['DeleteDBInstance', 'DeleteDBCluster'])(
    'the next run continues the deletion of a run that was killed after %s',
    async (operation, { simulate }) => {
      const scenario = await simulate()
      scenario.putOurs()
      scenario.aws.after(operation, () => scenario.abort.abort(new Error('killed')))
      await expect(scenario.kind.delete(ID, scenario.signal, ours)).rejects.toThrow('killed')
      await scenario.remove({ kind: scenario.newKind() })
      expect(scenario.left).toEqual([])
    },
  )
})

describe.concurrent('Neptune: throttling, server errors and a bad connection', patience, () => {
  test.for([
    ['throttling', throttled(3)],
    ['throttling that says for how long', throttled(1, 7)],
    ['500', failing(500, 2)],
    ['503', failing(503, 2)],
    ['a page of a load balancer', htmlPage(502, 2)],
    ['a broken connection', lostBeforeEffect(2)],
    ['silence', silent()],
  ] as const)('%s in a poll does not change the state of the cluster', async ([, fault], { simulate }) => {
    const { aws, make, cleanup, neptune } = await simulate()
    aws.after('CreateDBInstance', () => {
      aws.fault('DescribeDBClusters', fault)
      aws.fault('DescribeDBInstances', fault)
    })
    expect((await make()).state).toBe('available')
    aws.fault('DescribeDBInstances', fault)
    await cleanup.run()
    expect([neptune.clusters, neptune.instances]).toEqual([[], []])
  })

  test.for([
    ['throttling', throttled(3)],
    ['500', failing(500, 2)],
    ['503', failing(503, 2)],
    ['a page of a load balancer', htmlPage(502, 2)],
    ['silence', silent()],
  ] as const)('%s to any write is followed by a repeated call', async ([, fault], { simulate }) => {
    const scenario = await simulate()
    for (const operation of [...creates, ...deletes, 'ListTagsForResource']) scenario.aws.fault(operation, fault)
    await scenario.make()
    scenario.neptune.clusters[0]!.deletionProtection = true
    await scenario.cleanup.run()
    expect(scenario.left).toEqual([])
  })
})

describe.concurrent('Neptune: credentials and permissions', patience, () => {
  test('AccessDenied in a poll ends the wait at once, although Neptune has another name for it than OpenSearch Service', async ({
    simulate,
  }) => {
    const { aws, make } = await simulate()
    aws.after('CreateDBInstance', () => aws.fault('DescribeDBInstances', denied(1)))
    await expect(make()).rejects.toMatchObject({ cause: { name: 'AccessDenied' } })
  })

  test('AccessDenied to a step of the deletion ends it at once', async ({ simulate }) => {
    const scenario = await simulate({ deletesBesideGoingInstances: false })
    scenario.putOurs()
    scenario.aws.after('DeleteDBInstance', () => scenario.aws.fault('DeleteDBCluster', denied()))
    await expect(scenario.remove()).rejects.toMatchObject({ cause: { name: 'AccessDenied' } })
  })

  test('an expired token in a long wait is renewed by its provider, without a failure', async ({ simulate }) => {
    const { aws, clock, make, useCredentials } = await simulate()
    const fresh = simulatedCredentials(2)
    aws.identities.trust(fresh)
    aws.identities.expire(aws.credentials.accessKeyId, clock.now() + 20 * SECOND)
    clock.after(20 * SECOND, () => useCredentials(fresh))
    expect((await make()).state).toBe('available')
    expect(aws.calls.at(-1)?.accessKeyId).toBe(fresh.accessKeyId)
  })

  test('an expired token that its provider does not renew ends the wait at once', async ({ simulate }) => {
    const { aws, obtain } = await simulate({ instanceCreation: [['creating', 30 * MINUTE]] })
    aws.after('CreateDBInstance', () => aws.identities.expire(aws.credentials.accessKeyId, 0))
    await expect(obtain()).rejects.toMatchObject({ code: 'AWS_FIXTURE_CREDENTIALS', cause: { name: 'ExpiredToken' } })
    expect(aws.calls.filter(({ code }) => code?.startsWith('ExpiredToken'))).toHaveLength(2)
  })

  test('a list whose pages never end is an error after 200 pages', async ({ simulate }) => {
    const { aws, kind, signal } = await simulate()
    aws.fault('DescribeDBInstances', endless)
    await expect(kind.observe(ID, signal)).rejects.toThrow(
      "The list of Neptune's clusters and instances does not end: 200 pages were read.",
    )
  })
})

const endless = {
  kind: 'answer',
  code: 'ok',
  times: Infinity,
  answer: {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: '<DescribeDBInstancesResponse><DescribeDBInstancesResult><Marker>again</Marker></DescribeDBInstancesResult></DescribeDBInstancesResponse>',
  },
} as const

describe.concurrent('a configuration error of Neptune', patience, () => {
  test('is an error without a call to AWS, also where AWS cannot be reached', async ({ simulate }) => {
    const { aws, kind, signal } = await simulate()
    await aws.close()
    const spec = { ...smallCluster, engineVersion: 'latest' }
    await expect(kind.create(ID, spec, ours, signal)).rejects.toMatchObject({ code: 'AWS_FIXTURE_CONFIG' })
    await expect(kind.delete('orders', signal, ours)).rejects.toMatchObject({ code: 'AWS_FIXTURE_OWNERSHIP' })
    expect(aws.calls).toEqual([])
  })
})
