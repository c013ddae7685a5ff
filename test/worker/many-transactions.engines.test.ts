import { expect, test } from 'vitest'
import { WorkerRun } from '../../src/worker/worker-run.ts'
import { daemonOfFile } from '../daemon/own-hosts.ts'
import { TestRun } from '../security/two-sessions.ts'

const own = daemonOfFile()

test('transactions one after the other fill no heap, though the server compiles for each of them', async () => {
  const run = await TestRun.open(own, { neptune: { heapMb: 96 } })
  const worker = new WorkerRun(run.joined, 1)
  await worker.namespace.clean()
  // The server keeps some 1.4 MiB for each, as long as it likes.
  for (let at = 0; at < 120; at += 1) {
    await worker.tests.begin(`${at}`)
    const { g } = await worker.tests.scopeOf(`${at}`).graph()
    const transaction = g.tx()
    await transaction.begin().addV('one').next()
    await transaction.commit()
    expect(await g.V().count().next()).toMatchObject({ value: 1 })
    await worker.tests.end(`${at}`)
  }
  await worker.close()
  expect(run.events.filter(({ type }) => type === 'warning')).toEqual([])
})
