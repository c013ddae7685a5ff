import { expect, onTestFinished, test } from 'vitest'
import { createOpenSearchClient } from '../../../src/clients/opensearch/client.ts'
import { endTasks } from '../../../src/isolation/index/end-tasks.ts'
import type { Clock } from '../../../src/wait/clock.ts'
import { numbered, startTlsServer } from '../../clients/tls-server.ts'
import { unmapped } from '../../worker/scripted-domain.ts'

const task = (changes: object) => ({
  node: 'n1',
  id: 7,
  action: 'indices:data/write/reindex',
  description: 'reindex from [a] to [vaf-1-w1-b]',
  cancellable: true,
  running_time_in_nanos: 31_400_000_000,
  headers: {},
  ...changes,
})

/** A domain that is asked for its tasks again and again, and answers in turn; the last answer stays. */
async function domainWith(
  looks: readonly object[],
  cancelled: { status: number; body: object } = { status: 200, body: {} },
) {
  const calls: string[] = []
  let look = 0
  const { endpoint } = await startTlsServer('opensearch', (response, { method, url }) => {
    const path = url.split('?')[0] ?? ''
    calls.push(`${method} ${path}`)
    const listed = { status: 200, body: looks[Math.min(look, looks.length - 1)] ?? {} }
    if (path === '/_tasks') look += 1
    const { status, body } = path === '/_tasks' ? listed : cancelled
    response.writeHead(status).end(JSON.stringify(body))
  })
  const client = createOpenSearchClient({ endpoint, credentials: async () => numbered(1), options: { maxRetries: 0 } })
  onTestFinished(() => client.close())
  return { client, calls }
}

/** Time passes where it is waited for, and at once; however long an answer takes. */
function clockOfWaits(): Clock {
  let now = 0
  return {
    now: () => now,
    after(ms, callback) {
      now += ms
      const immediate = setImmediate(callback)
      return () => clearImmediate(immediate)
    },
  }
}

test('only tasks that change something under the prefix, or were asked for under it, are ended', async () => {
  const { client, calls } = await domainWith([
    {
      tasks: [
        task({ id: 1, description: 'reindex from [a] to [theirs]' }),
        task({ id: 2, description: '', headers: { 'X-Opaque-Id': 'theirs vaf-1-w1-' } }),
        task({ id: 3, action: 'indices:data/read/search' }),
        task({ id: 4, action: 'indices:admin/seq_no/global_checkpoint_sync' }),
        task({ id: 5, action: 'cluster:monitor/tasks/lists', headers: { 'X-Opaque-Id': 'vaf-1-w1-' } }),
        task({ id: 6, description: 'scripted', headers: { 'X-Opaque-Id': 'vaf-1-w1- mine' } }),
        task({ id: 8, action: 'indices:data/write/bulk', cancellable: false }),
        task({}),
      ],
    },
    {},
  ])
  await endTasks(client, 'vaf-1-w1-')
  expect(calls).toEqual(['GET /_tasks', 'POST /_tasks/n1:6/_cancel', 'POST /_tasks/n1:7/_cancel', 'GET /_tasks'])
})

test('a task is cancelled once, and polled until it is gone', async () => {
  const [running, ending] = [{ tasks: [task({})] }, { tasks: [task({ cancelled: true })] }]
  const { client, calls } = await domainWith([running, ending, ending, {}], { status: 404, body: {} })
  await endTasks(client, 'vaf-1-')
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST /_tasks/n1:7/_cancel'])
})

test('an identity that may not cancel tasks waits for their end, and the error quotes the rejection', async () => {
  const { client, calls } = await domainWith([{ tasks: [task({})] }], unmapped('cluster:admin/tasks/cancel'))
  const failing = endTasks(client, 'vaf-1-', { timeoutMs: 120, clock: clockOfWaits() })
  await expect(failing).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message: expect.stringMatching(
      /\nLast seen: indices:data\/write\/reindex, reindex from \[a\] to \[vaf-1-w1-b\] \(31 s\)\. (?:.|\n)*no permissions for \[cluster:admin\/tasks\/cancel\](?:.|\n)*: POST \/_tasks\/n1:7\/_cancel$/,
    ),
  })
  expect(calls.filter((call) => call.startsWith('POST'))).toHaveLength(1)
})

test('a node that does not list its tasks counts as busy', async () => {
  const silent = { node_failures: [{ type: 'failed_node_exception' }] }
  await endTasks((await domainWith([silent, {}])).client, 'vaf-1-')
  const waiting = { timeoutMs: 1, clock: clockOfWaits() }
  await expect(endTasks((await domainWith([silent])).client, 'vaf-1-', waiting)).rejects.toThrow(
    '{"type":"failed_node_exception"}',
  )
})
