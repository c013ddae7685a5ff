import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, Transport } from '@opensearch-project/opensearch'
import gremlin from 'gremlin'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import type { TestScope } from '../../src/worker/test-scope.ts'
import { WorkerRun } from '../../src/worker/worker-run.ts'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { TestRun } from '../security/test-run.ts'
import { sourceOf } from '../support/run-script.ts'
import { runFiles } from './files-in-vitest.ts'

const own = daemonOfFile()
const LATE = 'suite.test.ts > late'
const advice = 'Await every request before the test ends.'

/** A worker of a run of its own, as one is opened for a test file. */
async function openWorker(isolation: JoinedRun['isolation'] = 'exclusive') {
  const opened = await TestRun.open(own, { opensearch: true, neptune: true, isolation })
  const told: string[] = []
  const worker = new WorkerRun(opened.joined, 1, (message) => told.push(message))
  onTestFinished(() => worker.close())
  await worker.neptune()
  await worker.namespace.clean()
  /** Runs a test as Vitest does; `stop` is its time-out. */
  const run = async <Result>(name: string, body: (scope: Scope) => Promise<Result>): Promise<Result> => {
    const id = randomUUID()
    const stopping = new AbortController()
    await worker.tests.begin(id, { name, signal: stopping.signal })
    try {
      const scope = worker.tests.scopeOf(id)
      return await body({
        scope,
        ...(await scope.graph()),
        opensearch: await scope.opensearch(),
        stop: () => stopping.abort(),
      })
    } finally {
      await worker.tests.end(id)
    }
  }
  const isClean = () =>
    run('next', async ({ g, opensearch, scope }) => {
      const { body } = await opensearch.cat.indices({ index: `${worker.indexPrefix}*`, format: 'json' })
      expect(body).toEqual([])
      expect(await g.V().count().next()).toMatchObject({ value: 0 })
      await g.addV('own').iterate()
      await opensearch.index({ index: `${scope.indexPrefix}own`, body: { n: 1 }, refresh: true })
      expect(await opensearch.count({ index: `${scope.indexPrefix}own` })).toMatchObject({ body: { count: 1 } })
    })
  return { opened, worker, told, run, isClean }
}

type Handed = Awaited<ReturnType<TestScope['graph']>> & {
  readonly opensearch: Awaited<ReturnType<TestScope['opensearch']>>
}
type Scope = Handed & { readonly scope: TestScope; stop(): void }

const rejection = (asked: string) => ({
  code: 'AWS_FIXTURE_NAMESPACE',
  message: [`Test '${LATE}' had ended; ${asked} was rejected.`, 'Nothing was sent.', advice].join('\n'),
})

test.for(['exclusive', 'partition'] as const)(
  'the clients of a test reject requests after its end, by the name of the request, at level %s',
  async (isolation) => {
    const { told, run, isClean } = await openWorker(isolation)
    const handed = await run(LATE, async (scope) => {
      await scope.g.addV('timely').next()
      return scope
    })
    const { g, owned: ownG, opensearch, status } = handed
    await expect(g.addV('late').property('n', 1).next()).rejects.toMatchObject(
      rejection("g.addV('late').property('n',1)"),
    )
    await expect(ownG.V('1').drop().toList()).rejects.toMatchObject(rejection("g.V('1').drop()"))
    expect(() => g.tx().begin()).toThrow(rejection('g.tx().begin()').message)
    await expect(status()).rejects.toMatchObject(rejection('GET /status'))
    await expect(opensearch.index({ index: 'late', body: {} })).rejects.toMatchObject(rejection('POST /late/_doc'))
    await expect(opensearch.child().count()).rejects.toMatchObject(rejection('GET /_count'))
    if (isolation === 'exclusive') {
      await expect(handed.client.submit('g.addV("late")')).rejects.toMatchObject(rejection('g.addV("late")'))
      await expect(handed.client.stream('g.V()').toArray()).rejects.toMatchObject(rejection('g.V()'))
      await isClean()
    }
    expect(told).toEqual([])
  },
)

/** A traversal that counts for some seconds. */
const SLOWLY = "g.inject(0).repeat(__.math('_ + 1')).until(__.is(gte(5000000)))"

test('a request that a test did not await is cut at the end of the test and named in a warning', async () => {
  const { told, run, isClean } = await openWorker()
  let cut: Promise<unknown> = Promise.resolve()
  await run(LATE, async ({ client }) => {
    cut = client.submit(`${SLOWLY}.addV('late').iterate()`).catch((error) => error)
  })
  const seen = `Test '${LATE}' had ended before there was an answer to ${SLOWLY}.addV('late').iterate().`
  expect(await cut).toMatchObject({ message: [seen, 'The request was cut.', advice].join('\n') })
  expect(told).toEqual([`${seen} It was cut. ${advice}`])
  await isClean()
})

/** OpenSearch writes that wait and cannot be cancelled, by what they wait for. */
const waiting = {
  'copies of its index': {
    settings: { number_of_replicas: 1 },
    query: { wait_for_active_shards: '2', timeout: '10m' },
  },
  'a refresh': {
    settings: { refresh_interval: '1h', search: { idle: { after: '0s' } } },
    query: { refresh: 'wait_for' },
  },
} as const

test.for(
  Object.entries(waiting).flatMap(([what, { settings, query }]) =>
    (['handed', 'its own'] as const).map((whose) => [what, whose, settings, query] as const),
  ),
)('a write that waits for %s ends with its test, sent by a client that is %s', async ([, whose, settings, query]) => {
  const { opened, told, run, isClean } = await openWorker()
  let cut: Promise<unknown> = Promise.resolve()
  const index = await run(LATE, async ({ opensearch, scope }) => {
    const client = whose === 'handed' ? opensearch : opened.opensearch()
    const name = `${scope.indexPrefix}waiting`
    await client.indices.create({ index: name, body: { settings } })
    const sent = client.transport.request({ method: 'POST', path: `/${name}/_doc`, querystring: query, body: {} })
    cut = sent.catch((error) => error)
    // The engine has received the write when it answers a later request.
    await expect
      .poll(async () => (await client.tasks.list({ actions: '*write/index', group_by: 'none' })).body.tasks)
      .not.toHaveLength(0)
    return name
  })
  const seen = `Test '${LATE}' had ended before there was an answer to POST /${index}/_doc.`
  if (whose === 'handed') {
    expect(await cut).toMatchObject({ message: [seen, 'The request was cut.', advice].join('\n') })
    expect(told).toEqual([`${seen} It was cut. ${advice}`])
  } else {
    expect(told).toEqual([
      expect.stringMatching(
        new RegExp(
          `^Test '${LATE}' did not await these requests, and the gate ended them: POST /${index}/_doc \\(\\d s\\)\\. Await`,
        ),
      ),
    ])
  }
  await isClean()
})

test("a Gremlin query of the user's own client that outlives its test is ended by the gate", async () => {
  const { opened, told, run, isClean } = await openWorker()
  const { client } = opened.graph()
  let cut: Promise<unknown> = Promise.resolve()
  await run(LATE, async () => {
    await client.submit('g.addV("timely")')
    cut = client.submit(`${SLOWLY}.addV('late').iterate()`).catch((error) => error)
    // The gate has received the query when it has answered a later one.
    await client.submit('g.V().count()')
  })
  expect(await cut).toMatchObject({ message: expect.stringContaining('The connection was closed with code 1001.') })
  expect(told).toEqual([
    expect.stringMatching(
      /^Test 'suite\.test\.ts > late' did not await these requests, and the gate ended them: a Gremlin query by WebSocket \(\d s\)\. Await every request before its test ends\.$/,
    ),
  ])
  await isClean()
  // The client connects again.
  expect((await client.submit('g.V().count()')).first()).toBe(0)
})

test('the requests of a test that is stopped are cut, and its hooks can still use its clients', async () => {
  const { told, run, isClean } = await openWorker()
  const slow = await run(LATE, async ({ g, client, stop }) => {
    const sent = client.submit(`${SLOWLY}.addV('late').iterate()`)
    await sleep(100)
    stop()
    await expect(sent).rejects.toThrow(`Test '${LATE}' was stopped before there was an answer to`)
    expect(await g.addV('of a hook').next()).toMatchObject({ done: false })
    expect(await client.submit('g.V().count()').then((all) => all.first())).toBe(1)
    return 1
  })
  expect(slow).toBe(1)
  expect(told).toEqual([
    expect.stringContaining(`Test '${LATE}' was stopped before there was an answer to g.inject(0)`),
  ])
  await isClean()
})

test('a transaction that a test left open is rolled back and named in a warning', async () => {
  const { told, run, isClean } = await openWorker()
  const transaction = await run(LATE, async ({ g }) => {
    const begun = g.tx()
    await begun.begin().addV('late').next()
    return begun
  })
  expect(told).toEqual([
    `Test '${LATE}' left 1 transaction open, and what was not committed is rolled back. Commit or roll back every transaction before the test ends.`,
  ])
  await expect(transaction.commit()).rejects.toMatchObject(rejection('g.tx().commit()'))
  await isClean()
})

const spoilt: Record<string, (scope: Scope) => unknown> = {
  'closes its clients': async ({ opensearch, close }) => {
    await opensearch.close()
    await close()
  },
  'closes the client of the driver': ({ client }) => client.close(),
  'puts other methods into its clients': ({ opensearch, client, g }) => {
    vi.spyOn(opensearch, 'search').mockRejectedValue(new Error('spoilt') as never)
    vi.spyOn(opensearch.indices, 'delete').mockRejectedValue(new Error('spoilt') as never)
    vi.spyOn(opensearch.transport, 'request').mockRejectedValue(new Error('spoilt') as never)
    vi.spyOn(client, 'submit').mockRejectedValue(new Error('spoilt'))
    vi.spyOn(g, 'V').mockImplementation(() => {
      throw new Error('spoilt')
    })
  },
}

test.for(Object.entries(spoilt))('a test that %s affects neither the next test nor the cleanup', async ([, spoil]) => {
  const { told, run, isClean } = await openWorker()
  await run(LATE, async (scope) => {
    await scope.g.addV('own').next()
    await scope.opensearch.index({ index: `${scope.scope.indexPrefix}own`, body: {}, refresh: true })
    await spoil(scope)
  })
  await isClean()
  expect(told).toEqual([])
})

test('the clean-up after a test does not use what the test has patched into the classes of the drivers', async () => {
  const { run, isClean } = await openWorker()
  onTestFinished(() => void vi.restoreAllMocks())
  const { Client, DriverRemoteConnection } = gremlin.driver
  await run(LATE, async (scope) => {
    await scope.g.addV('own').next()
    await scope.opensearch.index({ index: `${scope.scope.indexPrefix}own`, body: {}, refresh: true })
    const spoil = () => Promise.reject(new Error('spoilt'))
    vi.spyOn(Transport.prototype, 'request').mockImplementation(spoil as never)
    vi.spyOn(Connection.prototype, 'request').mockImplementation(spoil as never)
    vi.spyOn(Client.prototype, 'submit').mockImplementation(spoil)
    vi.spyOn(DriverRemoteConnection.prototype, 'submit').mockImplementation(spoil as never)
    vi.spyOn(gremlin.process.GraphTraversal.prototype, 'toList').mockImplementation(spoil)
    await expect(scope.g.V().toList()).rejects.toThrow('spoilt')
  })
  vi.restoreAllMocks()
  await isClean()
})

const head = `
  import { afterEach, expect, test } from '${sourceOf('fixtures.ts')}'
  const nothing = async ({ g }) => expect((await g.V().count().next()).value).toBe(0)`

test('in Vitest a test that misuses its fixtures fails or is warned by its name, and the tests after it pass', async () => {
  const { joined } = await TestRun.open(own, { opensearch: true, neptune: true })
  const files = {
    'late.test.js': `${head}
      test('goes on', ({ g, opensearch, indexPrefix }) => {
        setTimeout(() => g.addV('late').next(), 20)
        setTimeout(() => opensearch.index({ index: indexPrefix + 'late', body: {} }), 20)
      })
      test('is next', async ({ g }) => {
        await new Promise((resolve) => setTimeout(resolve, 200))
        await nothing({ g })
      })`,
    'stopped.test.js': `${head}
      const hooks = []
      afterEach(async ({ g, task }) => {
        hooks.push(task.name, (await g.V().count().next()).value)
      })
      test('takes too long', async ({ g, neptune }) => {
        await g.addV('own').next()
        await neptune.client.submit(${JSON.stringify(`${SLOWLY}.addV('late').iterate()`)})
        await g.addV('later').next()
      }, 1_000)
      test('is next', async ({ g }) => {
        await nothing({ g })
        expect(hooks).toEqual(['takes too long', 1])
      })`,
    'spoils.test.js': `
      import { vi } from 'vitest'
      ${head}
      test('spoils', async ({ g, neptune, opensearch, awsConnections, indexPrefix }) => {
        await g.addV('own').next()
        await opensearch.index({ index: indexPrefix + 'own', body: {} })
        for (const target of [g.remoteConnection, neptune.client]) {
          vi.spyOn(Object.getPrototypeOf(Object.getPrototypeOf(target)), 'submit').mockRejectedValue(new Error('spoilt'))
        }
        vi.spyOn(opensearch.transport, 'request').mockRejectedValue(new Error('spoilt'))
        Object.assign(await awsConnections.credentials(), { secretAccessKey: 'spoilt' })
        awsConnections.neptune.url = neptune.endpoint.url = awsConnections.opensearch.url = 'https://127.0.0.1:1'
        vi.useFakeTimers()
        await neptune.close()
        await opensearch.close()
      })
      test('is next', async ({ g, opensearch, index }) => {
        vi.useRealTimers()
        vi.restoreAllMocks()
        await nothing({ g })
        expect((await opensearch.count({ index })).body.count).toBe(0)
      })`,
  }
  const { code, output } = await runFiles(joined, files, {})
  expect(output).toMatch(/Tests +1 failed \| 5 passed \(6\)\n +Errors +2 errors/)
  expect(output).toMatch(/FAIL +stopped.test.js > takes too long\n.*timed out in 1000ms/)
  expect(output).toContain(
    "vitest-aws-fixtures: Test 'stopped.test.js > takes too long' was stopped before there was an answer to g.inject(0)",
  )
  // Vitest attributes them to the next test.
  const late = "NamespaceError: Test 'late.test.js > goes on' had ended;"
  expect(output).toContain(`${late} g.addV('late') was rejected.\nNothing was sent.\n${advice}\n`)
  expect(output).toMatch(new RegExp(`${late} POST /vaf-.*-late/_doc was rejected\\.`))
  expect(code).toBe(1)
})
