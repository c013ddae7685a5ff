import type gremlin from 'gremlin'
import { expect, test } from 'vitest'
import { restoreGraph } from '../../../src/isolation/graph/restore-graph.ts'
import { anyOrder } from '../any-order.ts'
import { graphsOfFile } from '../partition-graphs.ts'
import { modern } from '../traversals.ts'
import { featureValue } from './feature-values.ts'
import { Unreadable } from './gremlin-words.ts'
import { readGremlin } from './read-gremlin.ts'
import { fetchScenarios, type Scenario } from './scenarios.ts'

type Source = gremlin.process.GraphTraversalSource

const graphs = graphsOfFile()

/** What is left of more depends on an order that Gremlin does not promise, or on chance. */
const NO_ORDER = /\b(?:limit|range|skip|tail|sample|coin|shuffle)\(|dedup\("a", "b"\)|dedup\(\)\.by\(T\.label\)/

test('the scenarios of TinkerPop give the same results in a partition as in a graph of their own', {
  timeout: 600_000,
}, async () => {
  const contents = {
    modern: await graphs.lay(modern, 'modern', false),
    empty: await graphs.lay({ vertices: [], edges: [] }, 'empty', false),
  }
  const [shared, exclusive] = [graphs.connect('g0').g, graphs.connect('g1').g]
  await restoreGraph({ g: shared, contents: await graphs.lay(modern, 'shared', true) })
  const other = graphs.partition('g0', 'other').neptune.g
  await other
    .addV('person')
    .property('name', 'marko')
    .property('age', 29)
    .as('a')
    .V('1')
    .addE('knows')
    .to('a')
    .iterate()

  const counts = { same: 0, failsToo: 0, refused: 0, unread: 0 }
  const different: string[] = []
  for (const [index, scenario] of (await fetchScenarios()).entries()) {
    const { graph, name, traversal } = scenario
    if (graph !== 'modern' && graph !== 'empty') continue
    await restoreGraph({ g: exclusive, contents: contents[graph] })
    const expected = await outcomeOf(scenario, exclusive)
    const partition = graphs.partition('g0', `scenario-${index}`)
    const outcome = await outcomeOf(scenario, graph === 'modern' ? partition.neptune.g : partition.own)
    await partition.remove()
    await partition.neptune.close()
    const isSame = NO_ORDER.test(traversal)
      ? outcome.is === expected.is
      : JSON.stringify(outcome) === JSON.stringify(expected)
    if (expected.is === 'unread') counts.unread += 1
    else if (outcome.is === 'refused') counts.refused += 1
    else if (outcome.is === 'failed' && expected.is === 'failed') counts.failsToo += 1
    else if (isSame) counts.same += 1
    else different.push([name, traversal.trim(), JSON.stringify(expected), JSON.stringify(outcome)].join('\n'))
  }
  expect(different.join('\n\n')).toBe('')
  expect(counts.same).toBeGreaterThan(1_200)
  // Ids that are chosen, keys that are computed, call(), io(), and a partition of their own.
  expect(counts.refused).toBe(57)
})

async function outcomeOf({ initializer, parameters, traversal }: Scenario, g: Source) {
  try {
    if (initializer) await readGremlin(initializer, g, new Map()).iterate()
    const variables = new Map<string, unknown>()
    for (const [name, value] of parameters) variables.set(name, await featureValue(g, value))
    return { is: 'answered', answer: anyOrder(await readGremlin(traversal, g, variables).toList()) } as const
  } catch (error) {
    if (error instanceof Unreadable) return { is: 'unread', message: error.message } as const
    const { code, message } = error as { code?: string; message: string }
    return { is: code === 'AWS_FIXTURE_NAMESPACE' ? 'refused' : 'failed', message } as const
  }
}
