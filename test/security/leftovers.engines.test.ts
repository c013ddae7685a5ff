import { expect, test } from 'vitest'
import { daemonOfFile } from '../daemon/own-daemons.ts'
import { TestRun } from './test-run.ts'

const own = daemonOfFile()

const open = () => TestRun.open(own, { opensearch: true })
const close = ({ connection }: TestRun) => connection.ask('close', {})

test('the leftovers of a run are reported to that run, and the engine goes with its last user', async () => {
  const [hostile, innocent] = [await open(), await open()]
  await hostile.send('opensearch', 'PUT', '/stray')
  await hostile.send('opensearch', 'PUT', '/_index_template/mine', {
    body: '{"index_patterns":["x-*"],"template":{"settings":{"number_of_replicas":0}}}',
  })
  await hostile.send('opensearch', 'PUT', '/_cluster/settings', {
    body: '{"transient":{"cluster.max_shards_per_node":900}}',
  })
  await innocent.send('opensearch', 'POST', `/${innocent.id}-w1-mine/_doc?refresh=true`, { body: '{"a":1}' })
  expect(await close(innocent)).toMatchObject({ failures: [] })
  const { failures } = await close(hostile)
  expect(failures.map(({ error }) => error.message).join()).toMatch(
    /there is: index stray, index template mine, cluster setting transient cluster\.max_shards_per_node = 900/,
  )
  const next = await open()
  expect(next.opened.engines).not.toEqual(hostile.opened.engines)
  expect(await close(next)).toMatchObject({ failures: [] })
})

test.for(['/*', '/_all', '/vaf-*', '/%2A'])(
  'the request DELETE %s is rejected while another run uses the engine, and passes when that run has gone',
  async (path) => {
    const [hostile, innocent] = [await open(), await open()]
    const index = `/${innocent.id}-w1-mine`
    await innocent.send('opensearch', 'PUT', index)
    const rejected = await hostile.send('opensearch', 'DELETE', path)
    expect(rejected.status).toBe(403)
    expect(rejected.body).toContain('reaches the indices of other runs, which use this engine now.')
    expect((await innocent.send('opensearch', 'GET', index)).status).toBe(200)
    expect((await hostile.send('opensearch', 'DELETE', `/${hostile.id}-*`)).status).toBe(200)
    expect(await close(innocent)).toMatchObject({ failures: [] })
    expect((await hostile.send('opensearch', 'DELETE', path)).status).toBe(200)
    expect(await close(hostile)).toMatchObject({ failures: [] })
  },
)
