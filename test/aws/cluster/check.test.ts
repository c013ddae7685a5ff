import { describe, expect, test } from 'vitest'
import { checkClusterSpec } from '../../../src/aws/cluster/check.ts'
import * as messages from '../../../src/aws/cluster/messages.ts'
import { ID, smallCluster } from '../cluster-scenario.ts'

const serverless = (minNcu: number, maxNcu: number) => ({ ...smallCluster, capacity: { minNcu, maxNcu } })
const of = (instanceClass: string) => ({ ...smallCluster, capacity: { instanceClass } })

describe('the spec of a cluster', () => {
  test.for([
    smallCluster,
    { ...smallCluster, engineVersion: '1.4.6.0', publiclyAccessible: true },
    { ...smallCluster, engineVersion: '1.10.0.0', publiclyAccessible: true },
    { ...serverless(1, 128), engineVersion: '1.2.0.1' },
    serverless(2.5, 2.5),
    of('db.r6g.large'),
    { ...smallCluster, tags: { 'cost:center': 'a b_c.d:e/f=g+h-i@j', Größe: '' } },
  ])('has no issue where AWS accepts it: %j', (spec) => {
    expect(checkClusterSpec(spec, ID)).toEqual([])
  })

  test.for([
    ['orders', messages.badPrefix('orders')],
    ['vaf-', messages.badId('vaf-')],
    ['vaf-a--b', messages.badId('vaf-a--b')],
    ['vaf-A', messages.badId('vaf-A')],
    ['vaf-a_b', messages.badId('vaf-a_b')],
    [`vaf-${'a'.repeat(58)}`, messages.idTooLong(`vaf-${'a'.repeat(58)}`, 61)],
  ] as const)('has an issue where the name does not fit: %s', ([id, issue]) => {
    expect(checkClusterSpec(smallCluster, id)).toEqual([issue])
  })

  test('may have a name that leaves just enough room for the name of the instance', () => {
    expect(checkClusterSpec(smallCluster, `vaf-${'a'.repeat(57)}`)).toEqual([])
  })

  test.for(['latest', '1.4', 'OpenSearch_2.19', '1.4.6.0.R2'])(
    'has an issue where the version does not have four numbers: %s',
    (engineVersion) => {
      expect(checkClusterSpec({ ...smallCluster, engineVersion }, ID)).toEqual([messages.badVersion(engineVersion)])
    },
  )

  test('has an issue where the engine is too old for serverless instances or a public address', () => {
    const spec = { ...serverless(1, 2), engineVersion: '1.2.0.0', publiclyAccessible: true }
    expect(checkClusterSpec(spec, ID)).toEqual([
      messages.tooOldForServerless('1.2.0.0', '1.2.0.1'),
      messages.tooOldForPublic('1.2.0.0', '1.4.6.0'),
    ])
    expect(checkClusterSpec({ ...smallCluster, engineVersion: '1.4.5.1', publiclyAccessible: true }, ID)).toHaveLength(
      1,
    )
  })

  test.for([
    [0.5, 2, [messages.badCapacity('minNcu', 0.5, 1, 128)]],
    [1, 128.5, [messages.badCapacity('maxNcu', 128.5, 1, 128)]],
    [1.2, 2, [messages.badCapacity('minNcu', 1.2, 1, 128)]],
    [Number.NaN, 2, [messages.badCapacity('minNcu', Number.NaN, 1, 128)]],
    [4, 2, [messages.capacityUpsideDown(4, 2)]],
  ] as const)('has an issue where the capacity is not within its limits: %d to %d', ([minNcu, maxNcu, issues]) => {
    expect(checkClusterSpec(serverless(minNcu, maxNcu), ID)).toEqual(issues)
  })

  test('has an issue where the instance class is none, or is the serverless one without limits', () => {
    expect(checkClusterSpec(of('t3.medium'), ID)).toEqual([messages.badInstanceClass('t3.medium')])
    expect(checkClusterSpec(of('db.serverless'), ID)).toEqual([messages.serverlessClass()])
  })

  test("has an issue for each tag that is this package's own, is reserved by AWS or cannot be a tag", () => {
    const tags = {
      'vitest-aws-fixtures': 'a',
      'AWS:b': 'c',
      'rds:d': 'e',
      '': 'f',
      'g?': 'h',
      i: 'j?',
      k: 'l'.repeat(257),
    }
    expect(checkClusterSpec({ ...smallCluster, tags }, ID)).toEqual([
      messages.ownTag('vitest-aws-fixtures'),
      messages.reservedTag('AWS:b'),
      messages.reservedTag('rds:d'),
      messages.badTagKey(''),
      messages.badTagKey('g?'),
      messages.badTagValue('i', 'j?'),
      messages.badTagValue('k', 'l'.repeat(257)),
    ])
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`t${number}`, '']))
    expect(checkClusterSpec({ ...smallCluster, tags: many }, ID)).toEqual([messages.tooManyTags(49, 50)])
  })
})
