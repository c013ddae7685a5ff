import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { WorkerRun } from '../../src/worker/worker-run.ts'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { TestRun } from '../security/test-run.ts'

const own = daemonOfFile()

test('many transactions one after the other do not fill the heap of the Gremlin Server, which compiles code for each', {
  timeout: 300_000,
}, async () => {
  const run = await TestRun.open(own, { neptune: { heapMb: 96 } })
  const engine = run.opened.engines[0]?.pid
  const worker = new WorkerRun(run.joined, 1)
  await worker.namespace.clean()
  const namesAt: number[] = []
  // The server keeps about 1.4 MiB for each, for an unknown time.
  for (let at = 0; at < 120; at += 1) {
    await worker.tests.begin(`${at}`)
    const { g } = await worker.tests.scopeOf(`${at}`).graph()
    const transaction = g.tx()
    await transaction.begin().addV('one').next()
    await transaction.commit()
    expect(await g.V().count().next()).toMatchObject({ value: 1 })
    await worker.tests.end(`${at}`)
    if (at === 19 || at === 119) namesAt.push(entriesOfMaps(engine!))
  }
  await worker.close()
  expect(run.events.filter(({ type }) => type === 'warning')).toEqual([])
  // The JVM's own class loader would keep about 70 names for each, permanently.
  expect(namesAt[1]! - namesAt[0]!).toBeLessThan(100 * 20)
})

/** How many entries all concurrent maps of a JVM have together, after a full collection. Needs the JDK's jcmd. */
function entriesOfMaps(pid: number): number {
  const histogram = execFileSync('jcmd', [String(pid), 'GC.class_histogram'], { encoding: 'utf8' })
  return Number(/(\d+) +\d+ +java\.util\.concurrent\.ConcurrentHashMap\$Node /.exec(histogram)?.[1])
}
