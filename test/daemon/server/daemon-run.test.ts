import { expect, test } from 'vitest'
import { resolveLocalOptions } from '../../../src/config/resolve.ts'
import { DaemonRun } from '../../../src/daemon/server/daemon-run.ts'
import { EnginePool } from '../../../src/daemon/server/engine-pool.ts'
import type { RunEvent } from '../../../src/report/events.ts'
import { Turns } from '../../../src/wait/turns.ts'
import { ownFolder } from '../../support/filled-cache.ts'

/** A run of a daemon that has not been opened, and what it has told. */
async function daemonRun() {
  const directory = await ownFolder()
  const options = resolveLocalOptions({ opensearch: true, neptune: true }, directory)
  const events: RunEvent[] = []
  const daemon = {
    directory,
    pool: new EnginePool(directory),
    isReused: false,
    loads: new Turns(1),
    certificate: () => Promise.reject(new Error('No gate is opened here.')),
  }
  const run = new DaemonRun({ id: 'vaf-test1', options, workers: 1 }, daemon, (event) => events.push(event))
  return { run, events }
}

test('a run whose daemon ended first has that as its first failure, although all of the run could be removed', async () => {
  const { run, events } = await daemonRun()
  run.tellStopped()
  expect(events).toMatchObject([{ type: 'engines-stopped' }])
  const { failures } = await run.close()
  expect(failures).toMatchObject([
    { step: 'run vaf-test1 (opensearch, neptune)', error: { name: 'EnginesStoppedError' } },
  ])
})

test('a run that was closed before its daemon ended is not told of that end, and its removal is proved', async () => {
  const { run, events } = await daemonRun()
  const closing = run.close()
  run.tellStopped()
  expect((await closing).failures).toEqual([])
  expect(events).toEqual([])
})
