import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import gremlin from 'gremlin'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Dataset } from '../../src/dataset/dataset.ts'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import type { Gate } from '../../src/gate/gate.ts'
import { datasetFolder } from '../dataset/dataset-folder.ts'
import type { RunningEngine } from '../gate/start-engine.ts'
import { startEngine } from '../gate/start-engine.ts'
import { giveCredentials, openRealRun, openService } from '../prepare/real-services.ts'
import { sourceOf } from '../support/run-script.ts'

type Source = gremlin.process.GraphTraversalSource

const airportsFolder = fileURLToPath(new URL('../../fixtures/airports/', import.meta.url))
let engine: RunningEngine
let airports: Dataset
let towns: Dataset
let takeCredentialsBack = () => {}
let direct: gremlin.driver.DriverRemoteConnection
/** The graph, without any gate. */
let raw: Source
let neptune: Gate

beforeAll(async () => {
  takeCredentialsBack = giveCredentials()
  engine = await startEngine('gremlin')
  direct = new gremlin.driver.DriverRemoteConnection(`ws://127.0.0.1:${engine.port}/gremlin`, {
    traversalSource: 'g0',
    headers: engine.headers,
  })
  raw = gremlin.process.AnonymousTraversalSource.traversal().withRemote(direct)
  airports = await readDataset(airportsFolder)
})

afterAll(async () => {
  await direct?.close()
  await engine?.stop()
  takeCredentialsBack()
})

beforeEach(async () => {
  await raw.V().drop().toList()
  neptune = await openService('neptune', engine)
  towns = await readDataset(
    await datasetFolder({
      'neptune/v.csv': '~id,~label,name:String[]\na,town,Ayr;Inbhir Àir\nb,town,Bath\n',
      'neptune/e.csv': '~id,~from,~to,~label,miles:Double\nab,a,b,road,34\n',
    }),
  )
})

const first = async (asked: { next(): Promise<{ value?: unknown }> }) => (await asked.next()).value
const counts = async () => [await first(raw.V().count()), await first(raw.E().count())]
/** The id of a vertex's first property, which differs after each load. */
const loadOf = (vertex: string) => raw.V(vertex).properties().id().next()

const bait = async () => {
  await raw.addV('bait').property('name', 'ours').as('a').addV('bait').addE('bait').from_('a').next()
}
const expectBait = async () => {
  expect(await counts()).toEqual([2, 1])
  expect(await raw.V().has('bait', 'name', 'ours').outE('bait').count().next()).toMatchObject({ value: 1 })
}

test('on one graph for all workers each test finds the dataset: changes are restored, and a graph that was only read is left alone', async () => {
  const real = await openRealRun({ neptune, dataset: airports, ownership: 'created' })
  expect(await counts()).toEqual([3_376, 5_366])
  const loaded = await loadOf('BOS')
  const worker = real.worker(1)
  await worker.acquireGraph()
  await worker.namespace.clean()

  await worker.tests.begin('reads')
  const graphOf = async (name: string) => (await worker.tests.scopeOf(name).graph()).g
  expect(await (await graphOf('reads')).V('BOS').out('route').has('iata', 'ORD').values('city').toList()).toEqual([
    'Chicago',
  ])
  await worker.tests.end('reads')
  expect(await loadOf('BOS')).toEqual(loaded)

  // The number of elements is the same, so only the fingerprint shows the change.
  await worker.tests.begin('writes')
  const { single } = gremlin.process.cardinality
  await (await graphOf('writes')).V('BOS').property(single, 'city', 'Elsewhere').next()
  await worker.tests.end('writes')
  expect(await raw.V('BOS').values('city').toList()).toEqual(['Boston'])
  const restored = await loadOf('BOS')
  expect(restored).not.toEqual(loaded)

  await worker.tests.begin('drops')
  await (await graphOf('drops')).V('ORD').drop().toList()
  await worker.tests.end('drops')
  expect(await counts()).toEqual([3_376, 5_366])
  expect(await loadOf('BOS')).not.toEqual(restored)

  await worker.close()
  await real.end()
  // No worker has ever told a gate that its graph is as it should be.
  expect(neptune.hasChanged(0)).toBe(true)
})

test("a graph is restored by this package's own driver where the project has another version", async () => {
  const root = await datasetFolder({ 'package.json': '{}' })
  await mkdir(join(root, 'node_modules'))
  const driver38 = dirname(createRequire(import.meta.url).resolve('gremlin-3.8/package.json'))
  await symlink(driver38, join(root, 'node_modules', 'gremlin'))
  const typed = await readDataset(
    await datasetFolder({ 'neptune/v.csv': '~id,~label,big:Long,seen:Date\na,town,9007199254740993,2024-05-31\n' }),
  )
  const real = await openRealRun({ neptune, dataset: typed, ownership: 'created', root })
  const worker = real.worker(1)
  await worker.namespace.clean()
  const loaded = await loadOf('a')
  await worker.tests.begin('writes')
  const { g } = await worker.tests.scopeOf('writes').graph()
  await g.V('a').property('name', 'Ayr').iterate()
  await worker.tests.end('writes')
  expect(await loadOf('a')).not.toEqual(loaded)
  const { toLong } = gremlin.structure as unknown as { toLong(text: string): unknown }
  expect(await first(raw.V('a').has('big', toLong('9007199254740993')).count())).toBe(1)
  const restored = await loadOf('a')
  await worker.namespace.clean()
  expect(await loadOf('a')).toEqual(restored)
  await worker.close()
  await real.end()
})

test('on one graph for all workers a test without a dataset finds it empty, whichever worker has written into it', async () => {
  const real = await openRealRun({ neptune, ownership: 'created' })
  const worker = real.worker(1)
  await worker.acquireGraph()
  await bait()
  await worker.namespace.clean()
  expect(await counts()).toEqual([0, 0])
  await real.end()
})

test('test files of several workers lease the one graph in turn, and never see what another file makes', async () => {
  const real = await openRealRun({ neptune, dataset: towns, ownership: 'given' })
  const log: string[] = []
  const file = async (slot: number) => {
    const worker = real.worker(slot)
    await worker.acquireGraph()
    await worker.namespace.clean()
    for (const name of ['one', 'two', 'three']) {
      await worker.tests.begin(name)
      const { g } = await worker.tests.scopeOf(name).graph()
      log.push(`${slot} begins`)
      expect(await g.V().values('name').toList()).toEqual(expect.arrayContaining(['Ayr', 'Inbhir Àir', 'Bath']))
      expect((await g.V().count().next()).value).toBe(2)
      await g.addV('town').property('name', `${slot} ${name}`).next()
      expect((await g.V().count().next()).value).toBe(3)
      await worker.tests.end(name)
    }
    log.push(`${slot} ends`)
    await worker.close()
  }
  await Promise.all([file(1), file(2), file(1), file(2)])
  const turns = log.join(', ').split(/(?<=ends), /)
  expect(turns).toHaveLength(4)
  for (const turn of turns) expect(turn).toMatch(/^(\d) begins, \1 begins, \1 begins, \1 ends$/)
  await real.end()
  expect(await counts()).toEqual([0, 0])
})

test('the lease of a worker that is killed goes to the next worker, which does not find what the dead one left', {
  timeout: 60_000,
}, async () => {
  const real = await openRealRun({ neptune, dataset: towns, ownership: 'reused' })
  const script = join(await datasetFolder({}), 'worker.mts')
  await writeFile(
    script,
    `const { WorkerRun } = await import('${sourceOf('worker/worker-run.ts')}')
     // Only a listener keeps the process alive: the worker's connections do not.
     process.on('message', async (run) => {
       const worker = new WorkerRun(run, 1)
       await worker.acquireGraph()
       await worker.namespace.clean()
       await (await worker.neptune()).g.addV('left').next()
       process.send('has the turn')
     })`,
  )
  const child = fork(script)
  onTestFinished(() => void child.kill('SIGKILL'))
  child.send(real.run as never)
  await once(child, 'message')
  expect((await counts())[0]).toBe(3)

  let isOurs = false
  const next = real.worker(2)
  const taken = next.acquireGraph().then(() => {
    isOurs = true
  })
  await new Promise(setImmediate)
  expect(isOurs).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await taken
  await next.namespace.clean()
  expect(await counts()).toEqual([2, 1])
  await next.close()
  await real.end()
})

test("a cluster that was given by endpoint and is not empty is rejected at level 'exclusive', and nothing in it is touched", async () => {
  await bait()
  await expect(openRealRun({ neptune, dataset: towns, ownership: 'given' })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    fault: 'user',
    message: [
      `The graph of the Neptune cluster at ${neptune.endpoint.url}, which was given, is not empty, and not this package's to wipe.`,
      'It holds 2 vertices. Nothing was touched.',
      "Set isolation: 'partition', where tests work beside what is there; or give a cluster whose graph is empty.",
    ].join('\n'),
  })
  await expectBait()
})

test('what earlier runs have left in a reused cluster of this project is wiped, and the graph is left empty', async () => {
  await bait()
  const real = await openRealRun({ neptune, dataset: towns, ownership: 'reused' })
  expect(await counts()).toEqual([2, 1])
  await real.end()
  expect(await counts()).toEqual([0, 0])
})

test("at level 'partition' tests use a given cluster beside its own data, and only their elements are removed", async () => {
  await bait()
  const real = await openRealRun({ neptune, dataset: towns, ownership: 'given', isolation: 'partition' })
  expect(real.run.neptune?.leaseFile).toBeUndefined()
  const [one, two] = [real.worker(1), real.worker(2)]
  await Promise.all([one.namespace.clean(), two.namespace.clean()])
  await Promise.all([one, two].map((worker) => worker.tests.begin('a')))
  const graphs = await Promise.all([one, two].map((worker) => worker.tests.scopeOf('a').graph()))
  for (const { g } of graphs) {
    await g.addV('town').property('name', 'Cork').next()
    expect((await g.V().values('name').toList()).sort()).toEqual(['Ayr', 'Bath', 'Cork', 'Inbhir Àir'])
  }
  await one.tests.end('a')
  await Promise.all([one.namespace.clean(), two.namespace.clean()])
  // The second worker's test has not ended, so the end of the run removes its elements.
  await real.end()
  await expectBait()
})

test('runs on one cluster at the same time do not see each other, and the ids of a dataset belong to one run at a time', async () => {
  const open = { neptune, ownership: 'given', isolation: 'partition' } as const
  const one = await openRealRun({ ...open, dataset: towns, id: 'vaf-aaaaa' })
  await expect(openRealRun({ ...open, dataset: towns, id: 'vaf-bbbbb' })).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    fault: 'user',
    message: [
      `The graph at ${neptune.endpoint.url} has elements with ids of dataset ${towns.name} already: vertex a, vertex b.`,
      'Ids are unique in the whole graph, also among partitions. Nothing was touched.',
      "If run vaf-aaaaa has ended, drop what it has left: g.V().has('_vaf_partition', 'vaf-aaaaa-dataset').drop(). Otherwise wait for it.",
    ].join('\n'),
  })
  const other = await readDataset(await datasetFolder({ 'neptune/v.csv': '~id,~label\nx,other\n' }))
  const two = await openRealRun({ ...open, dataset: other, id: 'vaf-ccccc' })
  const worker = two.worker(1)
  await worker.tests.begin('a')
  expect(await (await worker.tests.scopeOf('a').graph()).g.V().id().toList()).toEqual(['x'])
  await worker.tests.end('a')
  await two.end()
  expect(await counts()).toEqual([2, 1])
  await one.end()
  expect(await counts()).toEqual([0, 0])
})

test('ids of a dataset that are taken by foreign elements are named, and nothing is touched', async () => {
  await raw.addV('bait').property(gremlin.process.t.id, 'b').next()
  const opening = openRealRun({ neptune, dataset: towns, ownership: 'given', isolation: 'partition' })
  await expect(opening).rejects.toThrow(
    /ids of dataset .* already: vertex b\.\n.*Nothing was touched\.\nGive the dataset ids of its own/,
  )
  expect(await counts()).toEqual([1, 0])
})

test.for([
  ['lives according to its mark', [{ run: 'vaf-ddddd', level: 'shared', state: 'holds', until: Date.UTC(2099, 0) }]],
  ['may live, because the cluster has no marks', undefined],
] as const)('on a reused cluster the elements of a run that %s are not touched', async ([, living]) => {
  const open = { neptune, dataset: towns, ownership: 'reused', isolation: 'partition' } as const
  const one = await openRealRun({ ...open, id: 'vaf-ddddd' })
  const opening = openRealRun({ ...open, id: 'vaf-eeeee', ...(living && { living }) })
  await expect(opening).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: [
      `The graph at ${neptune.endpoint.url} has ids of dataset ${towns.name} already: vertex a, vertex b.`,
      living
        ? 'They are of run vaf-ddddd, until 2099-01-01T00:00:00.000Z. Nothing was touched.'
        : 'They are of run vaf-ddddd, which may live. Nothing was touched.',
      'Wait until that run has ended: ids are unique in the whole graph. Or give runs at the same time datasets with ids of their own, or clusters of their own.',
    ].join('\n'),
  })
  expect(await counts()).toEqual([2, 1])
  await one.end()
  expect(one.events.filter(({ type }) => type === 'warning')).toEqual([])
})

test('on a reused cluster the elements of a dead run are removed where they take the ids of the dataset', async () => {
  const open = { neptune, dataset: towns, ownership: 'reused', isolation: 'partition', living: [] } as const
  await openRealRun({ ...open, id: 'vaf-ddddd' })
  const real = await openRealRun({ ...open, id: 'vaf-eeeee' })
  expect(real.events).toContainEqual({
    type: 'warning',
    message: 'what run vaf-ddddd had left in the graph of the cluster was removed',
  })
  await raw.addV('stray').next()
  await real.end()
  expect(real.events.at(-1)).toEqual({
    type: 'warning',
    message: expect.stringMatching(/ 1 vertex and 0 edges\. This run did not make them, so they stay/),
  })
  expect(await counts()).toEqual([1, 0])
})

test('on a cluster that is deleted with the run, an element outside of every partition fails the run', async () => {
  const real = await openRealRun({ neptune, dataset: towns, ownership: 'created', isolation: 'partition' })
  await raw.addV('stray').next()
  await expect(real.end()).rejects.toThrow(
    /the graph holds 1 vertex and 0 edges\.\n\s*They are deleted with the cluster\. On a cluster that is shared or kept they would have stayed\./,
  )
})

test('a shared dataset that a test has changed fails the run, and is removed from a given cluster', async () => {
  await bait()
  const real = await openRealRun({ neptune, dataset: towns, ownership: 'given', isolation: 'partition' })
  await raw.V('a').property('name', 'Elsewhere').next()
  await expect(real.end()).rejects.toThrow('The dataset that all tests share is not what it was when it was loaded.')
  await expectBait()
})

/** Writes repeatedly until the given work has ended. */
async function whileWriting(write: () => Promise<unknown>, meanwhile: () => Promise<void>): Promise<void> {
  let isOver = false
  const writer = async () => {
    while (!isOver) await write()
  }
  const writers = Array.from({ length: 8 }, writer)
  try {
    await meanwhile()
  } finally {
    isOver = true
    await Promise.all(writers)
  }
}

test('the end of a run fails where another client writes to the graph after it was emptied', async () => {
  const real = await openRealRun({ neptune, ownership: 'given' })
  await whileWriting(
    () => raw.addV('late').next(),
    async () => {
      await expect(real.end()).rejects.toThrow(
        new RegExp(
          `The graph of the Neptune cluster at ${neptune.endpoint.url} is not empty at the end of the run\\.\\n` +
            '\\s*It holds \\d+ (vertex|vertices) and 0 edges after everything was dropped: something still writes into it\\.\\n' +
            '\\s*Find out what does, and drop the rest by hand: g\\.V\\(\\)\\.drop\\(\\)',
        ),
      )
    },
  )
})

test('the error of a dataset that could not be removed says how to remove it by hand', async () => {
  const open = { neptune, dataset: towns, ownership: 'given', isolation: 'partition', id: 'vaf-fffff' } as const
  const real = await openRealRun(open)
  await whileWriting(
    () => raw.addV('late').property('_vaf_partition', 'vaf-fffff-dataset').next(),
    async () => {
      await expect(real.end()).rejects.toThrow(
        /The dataset in partition vaf-fffff-dataset is still in the graph after it was dropped\.\n\s*It still has \d+ (vertex|vertices) and 0 edges\.\n\s*Drop it by hand: g\.V\(\)\.has\('_vaf_partition', 'vaf-fffff-dataset'\)\.drop\(\)/,
      )
    },
  )
})

test("a worker that signs by the provider chain hands the user's clients a provider of the same credentials", async () => {
  const real = await openRealRun({ neptune, ownership: 'created' })
  const worker = real.worker(1)
  expect(worker.identity).toBeUndefined()
  expect(await worker.credentials()).toMatchObject({ accessKeyId: process.env.AWS_ACCESS_KEY_ID })
  expect(JSON.stringify(real.run)).not.toContain(process.env.AWS_SECRET_ACCESS_KEY)
  await real.end()
})

test.for(['exclusive', 'partition'] as const)(
  "a run that is interrupted during its load leaves a given graph as it was, at level '%s'",
  async (isolation) => {
    if (isolation === 'partition') await bait()
    const before = await counts()
    const interruption = new AbortController()
    const { signal } = interruption
    const opening = openRealRun({ neptune, dataset: airports, ownership: 'given', isolation, signal })
    const rejected = expect(opening).rejects.toThrow('Interrupted by SIGINT.')
    await expect.poll(counts, { interval: 5, timeout: 30_000 }).not.toEqual(before)
    interruption.abort(new Error('Interrupted by SIGINT.'))
    await rejected
    expect(await counts()).toEqual(before)
  },
)
