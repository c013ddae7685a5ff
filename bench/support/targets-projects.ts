import { lockedEngines } from '../../src/engines/releases/engine-lock.ts'

const { opensearch, gremlin } = lockedEngines

/** How many tests each of the two files has. */
const EACH = 50

/** The same for all; only where a client and a clean index or graph come from differs. */
const bodies = `import { expect } from 'vitest'
export const numbers = Array.from({ length: ${EACH} }, (_, n) => n)
export async function finds({ opensearch, index }, n) {
  await opensearch.index({ index, id: 'a', body: { city: 'Boston', n } })
  await opensearch.index({ index, id: 'b', body: { city: 'Cork', n }, refresh: true })
  const { body } = await opensearch.search({ index, body: { query: { match: { city: 'boston' } } } })
  expect(body.hits.hits.map(({ _id, _source }) => [_id, _source.n])).toEqual([['a', n]])
}
export async function walks({ g }, n) {
  await g.addV('place').property('n', n).as('a').addV('place').property('n', n + 1).addE('road').from_('a').iterate()
  expect(await g.V().has('n', n).out('road').values('n').toList()).toEqual([n + 1])
  expect((await g.V().count().next()).value).toBe(2)
}
`

/** A reporter that writes down when each test began and ended, in Unix milliseconds, its hooks and fixtures included. */
const times = `import { writeFileSync } from 'node:fs'
export default class Times {
  times = []
  onTestCaseResult(test) {
    const { startTime, duration } = test.diagnostic()
    this.times.push({ from: startTime, to: startTime + duration })
  }
  onTestRunEnd() {
    writeFileSync(process.env.BENCH_TIMES, JSON.stringify(this.times))
  }
}
`

const withFixtures = (target: string) => ({
  'vitest.config.mjs': `import { awsFixtures } from 'vitest-aws-fixtures'
const reuse = process.env.BENCH_REUSE === 'yes'
export default { plugins: [awsFixtures({ target: '${target}', opensearch: {}, neptune: {}, reuse })] }
`,
  'bodies.mjs': bodies,
  'times.mjs': times,
  'search.test.mjs': `import { test } from 'vitest-aws-fixtures/fixtures'
import { finds, numbers } from './bodies.mjs'
for (const n of numbers) test('finds ' + n, ({ opensearch, index }) => finds({ opensearch, index }, n))
`,
  'graph.test.mjs': `import { test } from 'vitest-aws-fixtures/fixtures'
import { numbers, walks } from './bodies.mjs'
for (const n of numbers) test('walks ' + n, ({ g }) => walks({ g }, n))
`,
})

/** As people write it: both containers side by side, plain clients, no signatures, unique names and an emptied graph. */
const byHand = (label: string) => ({
  'vitest.config.mjs': `export default { test: { globalSetup: 'global-setup.mjs' } }\n`,
  'global-setup.mjs': `import { OpenSearchContainer } from '@testcontainers/opensearch'
import { GenericContainer, Wait } from 'testcontainers'
export default async function setup(project) {
  const reuse = process.env.BENCH_REUSE === 'yes'
  const containers = [
    new OpenSearchContainer('opensearchproject/opensearch:${opensearch.version}').withSecurityEnabled(false),
    new GenericContainer('tinkerpop/gremlin-server:${gremlin.version}')
      .withExposedPorts(8182)
      .withWaitStrategy(Wait.forLogMessage(/Channel started at port/)),
  ].map((container) => container.withLabels({ '${label}': 'bench' }))
  if (reuse) for (const container of containers) container.withReuse()
  const [search, graph] = await Promise.all(containers.map((container) => container.start()))
  project.provide('opensearchUrl', search.getHttpUrl())
  project.provide('gremlinUrl', 'ws://' + graph.getHost() + ':' + graph.getMappedPort(8182) + '/gremlin')
  return async () => {
    if (!reuse) await Promise.all([search.stop(), graph.stop()])
  }
}
`,
  'bodies.mjs': bodies,
  'times.mjs': times,
  'search.test.mjs': `import { randomUUID } from 'node:crypto'
import { Client } from '@opensearch-project/opensearch'
import { afterAll, beforeEach, inject, test } from 'vitest'
import { finds, numbers } from './bodies.mjs'
const opensearch = new Client({ node: inject('opensearchUrl') })
let index
beforeEach(() => {
  index = 'test-' + randomUUID()
})
afterAll(() => opensearch.close())
for (const n of numbers) test('finds ' + n, () => finds({ opensearch, index }, n))
`,
  'graph.test.mjs': `import gremlin from 'gremlin'
import { afterAll, beforeEach, inject, test } from 'vitest'
import { numbers, walks } from './bodies.mjs'
// Without a header, gremlin 3.7.4 takes the global WebSocket, and fails.
const connection = new gremlin.driver.DriverRemoteConnection(inject('gremlinUrl'), { headers: {} })
const g = gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
beforeEach(() => g.V().drop().iterate())
afterAll(() => connection.close())
for (const n of numbers) test('walks ' + n, () => walks({ g }, n))
`,
})

/** The projects that are timed; containers started by hand have that label. */
export const targetProjects = (label: string) => ({
  hand: byHand(label),
  local: withFixtures('local'),
  containers: withFixtures('containers'),
})
