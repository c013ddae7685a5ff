import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { onLoopback } from '../../../src/base/engine-address.ts'
import type { EngineExit, EngineUser } from '../../../src/daemon/server/engine-users.ts'
import { scriptedEngines } from '../scripted-engines.ts'

test('runs share an engine, one after the other as well as side by side', async () => {
  const { engines, running, use } = await scriptedEngines()
  const [one, other] = [await use(), await use()]
  expect([one.isNew, other.isNew]).toEqual([true, false])
  await Promise.all([one, other].map((each) => each.release({ retire: false })))
  expect((await use()).isNew).toBe(false)
  expect(running.size).toBe(1)
  await engines.end()
  expect(running.size).toBe(0)
})

test('an engine that has served its time is given to no further run, and is removed when its last run gives it back', async () => {
  const { engines, running, use } = await scriptedEngines(0)
  const first = await use()
  const second = await use()
  expect(second.isNew).toBe(true)
  // The first is still used.
  expect(running.size).toBe(2)
  await first.release({ retire: false })
  expect(running.size).toBe(1)
  await second.release({ retire: false })
  // Nobody uses it; it goes when the next comes.
  const third = await use()
  expect(third.isNew).toBe(true)
  await engines.end()
  expect(running.size).toBe(0)
})

test('an engine whose folder was removed is given to no further run', async () => {
  const { directory, engines, use } = await scriptedEngines()
  await (await use()).release({ retire: false })
  expect((await use()).isNew).toBe(false)
  await rm(join(directory, 'opensearch-1'), { recursive: true })
  expect((await use()).isNew).toBe(true)
  await engines.end()
})

test.for([
  [200, false],
  [403, true],
] as const)(
  'the next run gets a new engine only where the last one rejects a write once nobody uses it (status %s, new engine: %s)',
  async ([status, isNew]) => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url?.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '<id>')}`)
      response.writeHead(status).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { engines, running, use } = await scriptedEngines(
      undefined,
      onLoopback((server.address() as AddressInfo).port),
    )
    await (await use()).release({ retire: false })
    expect((await use()).isNew).toBe(isNew)
    expect(asked[0]).toBe('POST /vaf-engine-proof-<id>/_doc?refresh=true')
    expect(running.size).toBe(1)
    await engines.end()
  },
)

test('the runs of an engine that has ended are told which runs had requests under way', async () => {
  const { kill, running, use } = await scriptedEngines()
  const told: Record<string, EngineExit> = {}
  const user = (who: string, requests: readonly string[]): EngineUser => ({
    ...{ mark: '', canHaveMade: () => false },
    who,
    underWay: () => requests,
    onEnd: (end) => {
      told[who] = end
    },
  })
  const uses = [
    await use(user('the run in /a', ['worker 1: POST /gremlin', 'worker 2: POST /gremlin'])),
    await use(user('the run in /b', [])),
  ]
  kill()
  await expect.poll(() => Object.keys(told)).toEqual(['the run in /a', 'the run in /b'])
  const culprits = 'Under way was: worker 1: POST /gremlin; worker 2: POST /gremlin (the run in /a).'
  expect(told['the run in /a']).toEqual({ culprits, isSuspect: true })
  expect(told['the run in /b']).toEqual({ culprits, isSuspect: false })
  expect((await use()).isNew).toBe(true)
  await expect(uses[1]?.assertRuns()).rejects.toThrow(`Its engine ended by itself while the tests ran.\n${culprits}`)
  for (const each of uses) await each.release({ retire: false })
  expect(running.size).toBe(1)
})
