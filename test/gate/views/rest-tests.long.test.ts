import { appendFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { describedApis } from '../../../scripts/rest-api-spec.ts'
import { type RunningEngine, startEngine } from '../start-engine.ts'
import { openGateWithViews } from './gate-with-views.ts'
import { askEngine } from './rest-tests/ask-engine.ts'
import { resetCluster } from './rest-tests/empty-engine.ts'
import { plainTarget } from './rest-tests/plain-target.ts'
import { type RestTest, readRestTests } from './rest-tests/read-rest-tests.ts'
import { reportOf } from './rest-tests/report.ts'
import { type Outcome, type RestTarget, runRestTest } from './rest-tests/run-rest-test.ts'
import { RUN_PREFIX, viewTarget } from './rest-tests/view-target.ts'

/** So many views are used at the same time, each by a worker of its own. */
const VIEWS = 4

/** What one test changes for the whole cluster is there for all views: such files run one after the other. */
const CHANGES_CLUSTER =
  /^(cluster\.(put_settings|reroute|voting)|search\.backpressure|scroll\/20|search\/320|search\.aggregation\/240)/

let engine: RunningEngine | undefined
afterEach(async () => {
  await engine?.stop()
  engine = undefined
})

const apis = await describedApis()
/** Part of a file's name, where only some tests are to run; and a file to which the report is added. */
const { REST_TESTS: only = '', REST_TESTS_REPORT: reportFile } = process.env

test("OpenSearch's own tests of its REST API get the same answers in four views at once as from an engine of their own", {
  timeout: 3_600_000,
}, async () => {
  const tests = (await readRestTests()).filter(({ file }) => file.includes(only))
  const toRun = tests.filter(({ skipped }) => !skipped)
  const plain = await onPlainEngine(toRun)
  const views = await inViews(toRun)
  const report = reportOf(tests.map((one) => ({ test: one, ...of('plain', plain, one), ...of('view', views, one) })))
  console.log(report.text)
  if (reportFile) appendFileSync(reportFile, `${report.text}\n`)
  expect(report.unexplained).toEqual([])
  expect(report.counts.passed).toBeGreaterThan(only ? 0 : 1_000)
})

type Outcomes = Map<RestTest, Outcome>

const of = (side: 'plain' | 'view', outcomes: Outcomes, one: RestTest) => {
  const outcome = outcomes.get(one)
  return outcome && { [side]: outcome }
}

async function onPlainEngine(tests: readonly RestTest[]): Promise<Outcomes> {
  engine = await startEngine('opensearch')
  const ask = askEngine(engine)
  const outcomes = await runAll(tests, [plainTarget(ask)])
  await ask.close()
  await engine.stop()
  engine = undefined
  return outcomes
}

/** Runs the tests in several views at once, and then those that change the cluster in one. */
async function inViews(tests: readonly RestTest[]): Promise<Outcomes> {
  engine = await startEngine('opensearch')
  const { address } = engine
  const ask = askEngine(engine)
  const gate = await openGateWithViews(RUN_PREFIX, { engine: () => address })
  const targets = Array.from({ length: VIEWS }, (_, worker) => viewTarget(gate, worker, ask))
  const alone = tests.filter(({ file }) => CHANGES_CLUSTER.test(file))
  const together = await runAll(
    tests.filter((one) => !alone.includes(one)),
    targets,
  )
  const [first] = targets
  const reset = async () => {
    await resetCluster(ask)
    await first!.reset()
  }
  const outcomes = new Map([...together, ...(await runAll(alone, [{ ...first!, reset }]))])
  for (const target of targets) await target.close()
  await ask.close()
  return outcomes
}

/** Runs each test against one of the targets, side by side. */
async function runAll(tests: readonly RestTest[], targets: readonly RestTarget[]): Promise<Outcomes> {
  const outcomes: Outcomes = new Map()
  const queue = tests.values()
  const worker = async (target: RestTarget) => {
    for (const one of queue) outcomes.set(one, await runRestTest(one, target, apis))
  }
  await Promise.all(targets.map(worker))
  return outcomes
}
