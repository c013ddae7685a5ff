import type gremlin from 'gremlin'
import { beforeAll, describe, expect, test } from 'vitest'
import type { GraphContents } from '../../src/isolation/graph/restore-graph.ts'
import { restoreGraph } from '../../src/isolation/graph/restore-graph.ts'
import { graphsOfFile } from './partition-graphs.ts'
import { alike, modern, plain, rejectedInPartition } from './traversals.ts'

type Source = gremlin.process.GraphTraversalSource

const graphs = graphsOfFile()
let contents: GraphContents
let lastPartition = 0
/** A partition in which another test, at the same time, has made what could be seen where it should not. */
let neighbour: Source

beforeAll(async () => {
  contents = await graphs.lay(modern, 'exclusive', false)
  const { g } = graphs.connect('g0')
  await restoreGraph({ g, contents: await graphs.lay(modern, 'shared', true) })
  neighbour = graphs.partition('g0', 'neighbour').neptune.g
  await neighbour
    .addV('person')
    .property('name', 'marko')
    .property('age', 99)
    .as('a')
    .V('3')
    .addE('created')
    .from_('a')
    .next()
  await neighbour.V('1').as('a').V('6').addE('knows').from_('a').property('weight', 9).next()
})

async function exclusive(run: (g: Source) => Promise<unknown>): Promise<unknown> {
  const { g } = graphs.connect('g1')
  await restoreGraph({ g, contents })
  return plain(await run(g))
}

async function partition(run: (g: Source) => Promise<unknown>): Promise<unknown> {
  lastPartition += 1
  const mine = graphs.partition('g0', `test-${lastPartition}`)
  try {
    return plain(await run(mine.neptune.g))
  } finally {
    await mine.remove()
  }
}

describe.for(alike)('a test that %s', ([, run, expected]) => {
  test("gives the same result at level 'exclusive'", async () => {
    expect(await exclusive(run)).toEqual(expected)
  })

  test("gives the same result at level 'partition', beside another test", async () => {
    expect(await partition(run)).toEqual(expected)
  })
})

describe.for(rejectedInPartition)('a traversal with %s', ([, run, message]) => {
  test("works at level 'exclusive'", async () => {
    await exclusive(run)
  })

  test("is rejected at level 'partition'", async () => {
    await expect(partition(run)).rejects.toMatchObject({
      code: 'AWS_FIXTURE_NAMESPACE',
      message: expect.stringContaining(message),
    })
  })
})
