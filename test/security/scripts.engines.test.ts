import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import gremlin from 'gremlin'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '../../src/base/endpoint.ts'
import { call, openTestGate, signWithAws4 } from '../gate/open-test-gate.ts'
import { type RunningEngine, startEngine } from '../gate/start-engine.ts'

const drivers = {
  'gremlin 3.7': gremlin,
  'gremlin 3.8': createRequire(import.meta.url)('gremlin-3.8') as typeof gremlin,
}
const mimes = [
  'application/vnd.gremlin-v2.0+json',
  'application/vnd.gremlin-v3.0+json',
  'application/vnd.graphbinary-v1.0',
]
const planted = '/tmp/vitest-aws-fixtures-planted'

let engine: RunningEngine
let endpoint: Endpoint
beforeAll(async () => {
  engine = await startEngine('gremlin')
  await rm(planted, { force: true })
}, 240_000)
afterAll(() => engine?.stop())

/** Scripts that run code, leave their graph, or touch a file. */
const attacks = [
  '"id".execute().text',
  'System.getenv("PATH")',
  'System.exit(0)',
  'Runtime.getRuntime().halt(1)',
  `new File("${planted}").text = "x"`,
  'new File("/etc/passwd").text',
  'this.g2.V().count()',
  'binding.g2.V().count()',
  'owner.graph2.traversal().V().count()',
  "getProperty('g' + 2).V().count()",
  'g2.V().count()',
  'g.inject(g2)',
  'g.inject(graph2)',
  'g.inject(x.g2)',
  '(g.&"V")()',
  'Eval.me("1 + 1")',
  'Eval.x(g, "x.V()")',
  'String.metaClass.shout = { -> "x" }',
  'g.V().map { it.get() }',
  'g.V().filter { System.exit(0) }',
  'g.inject(1).sideEffect(Lambda.consumer("System.exit(0)"))',
  'g.getClass().forName("java.lang.Runtime")',
  'g.class.classLoader',
  'g.getGraph().close()',
  'g.withComputer().V().pageRank()',
  'g.V().program(null)',
  'g.io("/etc/passwd").read()',
  `g.io("${planted}.xml").write()`,
  `g.with("~tinkerpop.io.writer", "graphml").io("${planted}").write().iterate()`,
  'def x = 1; g.V(x)',
  'import java.io.*; g.V()',
  'Thread.start { while (true) {} }',
  '1 + 1',
  '"$\u007bSystem.exit(0)}"',
  'g.V("$\u007bSystem.exit(0)}".toString())',
  'g.\\u0069o("/etc/passwd").read()',
  '@groovy.transform.ASTTest(value={ assert System.exit(0) }) def x',
]

async function open(): Promise<Endpoint> {
  const gate = await openTestGate({ service: 'neptune', engine: () => engine.address })
  return gate.endpoint
}

/** What stays as it was: the engine, other graphs, the machine. */
async function expectUntouched(): Promise<void> {
  expect((await engine.engine.observe())?.state).toBe('ready')
  const reply = await call(endpoint, {
    method: 'POST',
    path: '/gremlin',
    body: '{"gremlin":"g.V().label()"}',
    worker: 2,
  })
  expect(String(reply.body)).toContain('"secret"')
  expect(existsSync(planted) || existsSync(`${planted}.xml`)).toBe(false)
}

describe.each(Object.entries(drivers))('with %s', (_, driver) => {
  test.each(mimes)('no script gets beyond the grammar in %s, in a session or not', async (mimeType) => {
    endpoint = await open()
    await call(endpoint, { method: 'POST', path: '/gremlin', body: '{"gremlin":"g.addV(\'secret\')"}', worker: 2 })
    for (const session of [undefined, 'mine']) {
      const { headers } = signWithAws4(endpoint, { path: '/gremlin', worker: 1 })
      const client = new driver.driver.Client(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
        headers: headers as Record<string, string>,
        ca: [endpoint.ca!],
        traversalSource: 'g',
        mimeType,
        ...(session && { session, processor: 'session' }),
      })
      onTestFinished(() => client.close())
      const outcomes = await Promise.all(
        attacks.map((script) =>
          client.submit(script, { x: 1 }).then(
            (results: { toArray(): unknown[] }) => `${script}: ${results.toArray()}`,
            (error: Error & { statusCode: number }) => error.statusCode,
          ),
        ),
      )
      expect(outcomes.filter((outcome) => outcome !== 597 && outcome !== 499 && outcome !== 500)).toEqual([])
      // The connection lives on.
      expect((await client.submit('g.inject(1)')).toArray()).toEqual([1])
    }
    await expectUntouched()
  })
})

test.each([
  ['GET', (script: string) => ({ path: `/gremlin?gremlin=${encodeURIComponent(script)}&language=gremlin-groovy` })],
  [
    'POST',
    (script: string) => ({
      method: 'POST',
      path: '/gremlin?language=gremlin-groovy',
      body: JSON.stringify({ gremlin: script, language: 'gremlin-groovy' }),
    }),
  ],
])('no script gets beyond the grammar over HTTP by %s', async (_, draft) => {
  endpoint = await open()
  await call(endpoint, { method: 'POST', path: '/gremlin', body: '{"gremlin":"g.addV(\'secret\')"}', worker: 2 })
  const replies = await Promise.all(
    attacks.map(async (script) => ({ script, reply: await call(endpoint, draft(script)) })),
  )
  expect(replies.filter(({ reply }) => reply.status < 400).map(({ script }) => script)).toEqual([])
  await expectUntouched()
})

/** Sources and steps that the drivers' types lack. */
interface Source {
  V(): Record<'pageRank' | 'peerPressure' | 'connectedComponent' | 'shortestPath', () => unknown> & {
    map(code: () => string): unknown
  }
  io(file: string): { read(): unknown; write(): unknown }
  withComputer(): { V(): { pageRank(): unknown } }
}
const bytecodes: ((g: Source) => unknown)[] = [
  (g) => g.V().map(() => 'it.get()'),
  (g) => g.io('/etc/passwd').read(),
  (g) => g.io(`${planted}.xml`).write(),
  (g) => g.withComputer().V().pageRank(),
  ...(['pageRank', 'peerPressure', 'connectedComponent', 'shortestPath'] as const).map(
    (step) => (g: Source) => g.V()[step](),
  ),
]

/** The strategies of the engine by whose absence a traversal may do something else. */
const strategies = {
  decoration: ['Connective', 'ElementId', 'Event', 'Options', 'Partition', 'Seed', 'Subgraph'],
  finalization: ['MatchAlgorithm'],
  optimization: [
    'Count',
    'EarlyLimit',
    'FilterRanking',
    'InlineFilter',
    'LazyBarrier',
    'PathRetraction',
    'RepeatUnroll',
  ],
  verification: [
    'ComputerVerification',
    'EdgeLabelVerification',
    'LambdaRestriction',
    'ReadOnly',
    'ReservedKeysVerification',
    'StandardVerification',
  ],
}
const STRATEGIES = 'org.apache.tinkerpop.gremlin.process.traversal.strategy'
const classNames = Object.entries(strategies).flatMap(([folder, names]) =>
  names.map((name) => `${STRATEGIES}.${folder}.${name}Strategy`),
)

/** What the drivers' types lack. */
interface Configured {
  withoutStrategies(strategy: object): Configured
  withStrategies(strategy: object): Configured
  V(): { label(): { toList(): Promise<unknown[]> } }
}
const Strategy = gremlin.process.TraversalStrategy as unknown as new (name: string, configuration: object) => object

/** A strategy of this class: GraphBinary goes by its whole name, GraphSON by the name of the class here. */
function strategyCalled(className: string): object {
  const name = className.slice(className.lastIndexOf('.') + 1)
  const Named = { [name]: class extends Strategy {} }[name]!
  return new Named(className, {})
}

test.each(mimes)(
  'no graph is separated from another by a strategy that can be removed by its name, in %s',
  async (mimeType) => {
    endpoint = await open()
    await call(endpoint, { method: 'POST', path: '/gremlin', body: '{"gremlin":"g.addV(\'secret\')"}', worker: 2 })
    const { headers } = signWithAws4(endpoint, { path: '/gremlin', worker: 1 })
    const remote = new gremlin.driver.DriverRemoteConnection(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: [endpoint.ca!],
      mimeType,
    })
    onTestFinished(() => remote.close())
    const g = gremlin.process.AnonymousTraversalSource.traversal().withRemote(remote) as unknown as Configured
    const without = (source: Configured, name: string) => source.withoutStrategies(strategyCalled(name))
    expect(await classNames.reduce(without, g).V().label().toList()).toEqual([])
    for (const name of classNames) expect(await without(g, name).V().label().toList()).toEqual([])
    const computer = strategyCalled(`${STRATEGIES}.decoration.VertexProgramStrategy`)
    for (const source of [g.withStrategies(computer), g.withoutStrategies(computer)]) {
      await expect(source.V().label().toList()).rejects.toThrow(/Neptune does not support/)
    }
    await expectUntouched()
  },
)

describe.each(Object.entries(drivers))('bytecode with %s', (_, driver) => {
  test.each(mimes)('bytecode carries no code in %s', async (mimeType) => {
    endpoint = await open()
    await call(endpoint, { method: 'POST', path: '/gremlin', body: '{"gremlin":"g.addV(\'secret\')"}', worker: 2 })
    const { headers } = signWithAws4(endpoint, { path: '/gremlin', worker: 1 })
    const remote = new driver.driver.DriverRemoteConnection(`${endpoint.url.replace('https', 'wss')}/gremlin`, {
      headers: headers as Record<string, string>,
      ca: [endpoint.ca!],
      mimeType,
    })
    onTestFinished(() => remote.close())
    const g = driver.process.AnonymousTraversalSource.traversal().withRemote(remote)
    for (const build of bytecodes) {
      await expect((build(g as unknown as Source) as { toList(): Promise<unknown> }).toList()).rejects.toThrow(
        /Neptune does not support/,
      )
    }
    expect(await g.inject(1).toList()).toEqual([1])
    await expectUntouched()
  })
})
