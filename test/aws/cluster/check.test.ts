import { describe, expect, test } from 'vitest'
import { checkClusterSpec } from '../../../src/aws/cluster/check.ts'
import { ID, smallCluster } from '../cluster-scenario.ts'

const serverless = (minNcu: number, maxNcu: number) => ({ ...smallCluster, capacity: { minNcu, maxNcu } })
const of = (instanceClass: string) => ({ ...smallCluster, capacity: { instanceClass } })

describe('what is asked of a cluster', () => {
  test.for([
    smallCluster,
    { ...smallCluster, engineVersion: '1.4.6.0', publiclyAccessible: true },
    { ...smallCluster, engineVersion: '1.10.0.0', publiclyAccessible: true },
    { ...serverless(1, 128), engineVersion: '1.2.0.1' },
    serverless(2.5, 2.5),
    of('db.r6g.large'),
    { ...smallCluster, tags: { 'cost:center': 'a b_c.d:e/f=g+h-i@j', Größe: '' } },
  ])('is taken: %j', (spec) => {
    expect(checkClusterSpec(spec, ID)).toEqual([])
  })

  test.for([
    ['orders', "The cluster's name 'orders' does not begin with 'vaf-'."],
    [
      'vaf-',
      "The cluster's name 'vaf-' may have lower-case letters, digits and hyphens, no two hyphens in a row and none at the end.",
    ],
    [
      'vaf-a--b',
      "The cluster's name 'vaf-a--b' may have lower-case letters, digits and hyphens, no two hyphens in a row and none at the end.",
    ],
    [
      'vaf-A',
      "The cluster's name 'vaf-A' may have lower-case letters, digits and hyphens, no two hyphens in a row and none at the end.",
    ],
    [
      'vaf-a_b',
      "The cluster's name 'vaf-a_b' may have lower-case letters, digits and hyphens, no two hyphens in a row and none at the end.",
    ],
    [
      `vaf-${'a'.repeat(58)}`,
      `The cluster's name 'vaf-${'a'.repeat(58)}' has 62 characters; 61 are the most, for its instance has two more.`,
    ],
  ] as const)('a name has to fit: %s', ([id, issue]) => {
    expect(checkClusterSpec(smallCluster, id)).toEqual([issue])
  })

  test('the longest name leaves room for that of its instance', () => {
    expect(checkClusterSpec(smallCluster, `vaf-${'a'.repeat(57)}`)).toEqual([])
  })

  test.for(['latest', '1.4', 'OpenSearch_2.19', '1.4.6.0.R2'])('a version has four numbers: %s', (engineVersion) => {
    expect(checkClusterSpec({ ...smallCluster, engineVersion }, ID)).toEqual([
      `neptune.engineVersion: '${engineVersion}' is not a version of Amazon Neptune, such as 1.4.6.0.`,
    ])
  })

  test('an engine has to be young enough for serverless, and for a public address', () => {
    const spec = { ...serverless(1, 2), engineVersion: '1.2.0.0', publiclyAccessible: true }
    expect(checkClusterSpec(spec, ID)).toEqual([
      'aws.neptune.serverless: engine 1.2.0.0 has no serverless instances; 1.2.0.1 is the first that has.',
      'aws.neptune.publiclyAccessible: engine 1.2.0.0 has no public address; 1.4.6.0 is the first that has.',
    ])
    expect(checkClusterSpec({ ...smallCluster, engineVersion: '1.4.5.1', publiclyAccessible: true }, ID)).toHaveLength(
      1,
    )
  })

  test.for([
    [0.5, 2, ['aws.neptune.serverless.minNcu: 0.5 is not between 1 and 128 in steps of 0.5.']],
    [1, 128.5, ['aws.neptune.serverless.maxNcu: 128.5 is not between 1 and 128 in steps of 0.5.']],
    [1.2, 2, ['aws.neptune.serverless.minNcu: 1.2 is not between 1 and 128 in steps of 0.5.']],
    [Number.NaN, 2, ['aws.neptune.serverless.minNcu: NaN is not between 1 and 128 in steps of 0.5.']],
    [4, 2, ['aws.neptune.serverless: minNcu, 4, is above maxNcu, 2.']],
  ] as const)('capacity has its limits: %d to %d', ([minNcu, maxNcu, issues]) => {
    expect(checkClusterSpec(serverless(minNcu, maxNcu), ID)).toEqual(issues)
  })

  test('a class has the form of one, and serverless is asked for by its limits', () => {
    expect(checkClusterSpec(of('t3.medium'), ID)).toEqual([
      "aws.neptune.instanceClass: 't3.medium' is not an instance class, such as db.t3.medium.",
    ])
    expect(checkClusterSpec(of('db.serverless'), ID)).toEqual([
      "aws.neptune.instanceClass: 'db.serverless' needs limits; give aws.neptune.serverless instead.",
    ])
  })

  test("tags: neither ours, nor AWS's, nor what cannot be one", () => {
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
      "aws.tags: the key 'vitest-aws-fixtures' is this package's own.",
      "aws.tags: the key 'AWS:b' is reserved by AWS.",
      "aws.tags: the key 'rds:d' is reserved by AWS.",
      "aws.tags: '' cannot be a tag's key.",
      "aws.tags: 'g?' cannot be a tag's key.",
      "aws.tags.i: 'j?' cannot be a tag's value.",
      `aws.tags.k: '${'l'.repeat(257)}' cannot be a tag's value.`,
    ])
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`t${number}`, '']))
    expect(checkClusterSpec({ ...smallCluster, tags: many }, ID)).toEqual([
      'aws.tags: 50 tags are too many; 49 are the most.',
    ])
  })
})
