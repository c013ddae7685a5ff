import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createOpenSearchClient } from '../../src/clients/opensearch/client.ts'
import type { Gate } from '../../src/gate/gate.ts'
import { isNamedUnder, kindsThere, removeObjects } from '../../src/isolation/plugin-objects/plugin-objects.ts'
import { removeRunIndices } from '../../src/prepare/remove-run-indices.ts'
import { call, credentialsOf, openTestGate } from '../gate/open-test-gate.ts'
import { openWorker } from '../worker/open-worker.ts'
import type { ScriptedPlugins } from '../worker/scripted-plugins.ts'
import { startPlugins } from '../worker/scripted-plugins.ts'

let plugins: ScriptedPlugins
let gate: Gate
beforeEach(async () => {
  plugins = await startPlugins((id) => id === 'in-use')
  gate = await openTestGate({ service: 'opensearch', enginePort: () => plugins.port, isPristine: true })
})

const open = (slot: number) => {
  const opensearch = { endpoint: gate.endpoint, hasGate: true, notesChanges: true, sources: {} }
  return openWorker({ id: 'vaf-00000', slot, opensearch })
}
const client = () => {
  const made = createOpenSearchClient({ endpoint: gate.endpoint, credentials: async () => credentialsOf(0) })
  onTestFinished(() => made.close())
  return made
}

/** The cluster was empty when the run began. */
const before = { things: [], settings: [], objects: [] }
const pluginWrites = () => gate.pluginWrites()

const asked =
  (worker: number) =>
  async (method: string, path: string, body: object, headers = {}) =>
    (await call(gate.endpoint, { worker, method, path, headers, body: JSON.stringify(body) })).status

test("plugin objects that a test has made are removed before the next test, and another worker's are kept", async () => {
  const [first, second] = [open(1), open(2)]
  await Promise.all([first.tests.begin('a'), second.tests.begin('b')])
  expect(await asked(1)('PUT', '/_plugins/_ism/policies/hot-warm', {})).toBe(201)
  expect(await asked(1)('PUT', '/_plugins/_security/api/rolesmapping/mine', {})).toBe(201)
  // What is compressed could not be read.
  const gzip = { 'accept-encoding': 'gzip' }
  expect(await asked(1)('POST', '/_plugins/_alerting/monitors', { name: 'too hot' }, gzip)).toBe(201)
  expect(await asked(2)('POST', '/_plugins/_alerting/monitors', { name: 'too cold' })).toBe(201)
  await first.tests.end('a')
  expect([...plugins.policies.keys()]).toEqual([])
  expect([...plugins.mappings.keys()]).toEqual(['all_access'])
  expect([...plugins.monitors]).toEqual([['server-2', { name: 'too cold' }]])
  await second.tests.end('b')
  expect(plugins.monitors.size).toBe(0)
})

test('a plugin object that existed before a test is kept where the test has changed, read or found it', async () => {
  plugins.policies.set('kept', {})
  plugins.monitors.set('found', { name: 'of somebody' })
  const worker = open(1)
  await worker.tests.begin('a')
  expect(await asked(1)('PUT', '/_plugins/_security/api/rolesmapping/all_access', { users: ['me'] })).toBe(200)
  expect(await asked(1)('PUT', '/_plugins/_ism/policies/kept?if_seq_no=0&if_primary_term=1', {})).toBe(200)
  expect(await asked(1)('POST', '/_plugins/_alerting/monitors/_search', { query: { monitor: {} } })).toBe(200)
  await worker.tests.end('a')
  expect([...plugins.mappings.keys(), ...plugins.policies.keys(), ...plugins.monitors.keys()]).toEqual([
    ...['all_access', 'kept', 'found'],
  ])
})

test('a plugin object of another run with the name of one that a test had made is kept at the end of the run', async () => {
  const worker = open(1)
  await worker.tests.begin('a')
  await asked(1)('PUT', '/_plugins/_ism/policies/hot-warm', {})
  await worker.tests.end('a')
  plugins.policies.set('hot-warm', {})
  plugins.policies.set('prod', {})
  const warnings: string[] = []
  await removeRunIndices({
    ...{ client: client(), prefix: 'vaf-00000-', ownership: 'reused', pluginWrites },
    ...{ before, warn: (text) => void warnings.push(text) },
  })
  expect([...plugins.policies.keys()]).toEqual(['hot-warm', 'prod'])
  expect(warnings).toEqual([])
})

test('a plugin object that was made while a worker removed others is removed too', async () => {
  const worker = open(1)
  await worker.tests.begin('a')
  await asked(1)('PUT', '/_plugins/_ism/policies/first', {})
  plugins.onDelete = async () => {
    plugins.onDelete = undefined
    await asked(1)('PUT', '/_plugins/_ism/policies/late', {})
  }
  await worker.tests.end('a')
  expect([...plugins.policies.keys()]).toEqual([])
})

test('after a test without requests to plugins their objects are not looked at', async () => {
  const worker = open(1)
  await worker.tests.begin('a')
  await asked(1)('PUT', '/vaf-00000-w1-t1-films', {})
  await worker.tests.end('a')
  expect(plugins.calls).toContain('GET /_cluster/state/metadata')
  expect(plugins.calls.filter((each) => /_plugins|_cat/.test(each))).toEqual([])
})

test('plugin objects of a worker that died are removed at the end of the run', async () => {
  await asked(1)('POST', '/_plugins/_alerting/monitors', { name: 'too hot' })
  await removeRunIndices({
    ...{ client: client(), prefix: 'vaf-00000-', ownership: 'stand-in', before, pluginWrites, warn: () => {} },
  })
  expect(plugins.monitors.size).toBe(0)
})

test('a new plugin object that no worker has requested is reported at the end of the run', async () => {
  await asked(1)('POST', '/_plugins/_alerting/monitors', { name: 'too hot' })
  plugins.monitors.set('by-itself', { name: 'unforeseen' })
  const leaving = removeRunIndices({
    ...{ client: client(), prefix: 'vaf-00000-', ownership: 'stand-in', before, pluginWrites, warn: () => {} },
  })
  await expect(leaving).rejects.toThrow(
    "Outside of every test's namespace there is: alerting monitor unforeseen (by-itself).",
  )
})

test('without a gate only plugin objects with a name under the prefix are removed', async () => {
  plugins.policies.set('vaf-00000-w1-t1-hot', {})
  plugins.policies.set('theirs', {})
  plugins.monitors.set('server-1', { name: 'vaf-00000-w1-t2-too-hot' })
  const warnings: string[] = []
  const leave = (ownership: 'given' | 'reused') =>
    removeRunIndices({
      ...{ client: client(), prefix: 'vaf-00000-', ownership, before, warn: (text) => void warnings.push(text) },
    })
  await leave('given')
  // Some plugins make an index when they are asked what the server has named: not in a cluster of others.
  expect([...plugins.policies.keys(), ...plugins.monitors.keys()]).toEqual(['theirs', 'server-1'])
  await leave('reused')
  expect([...plugins.policies.keys(), ...plugins.monitors.keys()]).toEqual(['theirs'])
  expect(warnings).toEqual([
    expect.stringMatching(
      /there is: ISM policy theirs, security role mapping all_access\. They stay on the domain: delete them/,
    ),
  ])
})

test('a plugin object that cannot be deleted is reported with the reason and the request that deletes it', async () => {
  plugins.policies.set('in-use', {})
  const removing = removeObjects(client(), await kindsThere(client()), isNamedUnder('in-'), { timeoutMs: 50 })
  await expect(removing).rejects.toMatchObject({
    code: 'AWS_FIXTURE_NAMESPACE',
    message:
      'Still there after it was deleted: ISM policy in-use.\n' +
      'Last seen: conflict: [conflict] Reason: It is in use.\n' +
      'Delete by hand: DELETE /_plugins/_ism/policies/in-use',
  })
})
