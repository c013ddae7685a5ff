import { fileURLToPath } from 'node:url'
import {
  CreateDBClusterCommand,
  DescribeDBClustersCommand,
  ModifyDBClusterCommand,
  NeptuneClient,
} from '@aws-sdk/client-neptune'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { neptuneClusterKind } from '../../../src/aws/cluster/kind.ts'
import { openSearchDomainKind } from '../../../src/aws/domain/kind.ts'
import { identify } from '../../../src/aws/sdk/identify.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import { provision } from '../../../src/resource/provision.ts'
import type { Observation, SharedResourceKind } from '../../../src/resource/resource.ts'
import { every } from '../../../src/wait/schedule.ts'
import { type Moto, startMoto } from '../../support/python/moto.ts'
import { type MotoProxy, startMotoProxy } from '../../support/python/moto-proxy.ts'
import { type OwnPython, ownPython } from '../../support/python/own-python.ts'
import { ID, ours, smallCluster } from '../cluster-scenario.ts'
import { ID as DOMAIN, smallDomain } from '../domain-scenario.ts'

let python: OwnPython
let moto: Moto
let proxy: MotoProxy

beforeAll(async () => {
  python = await ownPython('moto', fileURLToPath(new URL('./requirements.txt', import.meta.url)))
})

afterAll(() => python?.remove())

// One for each test: what it keeps is in its memory.
beforeEach(async () => {
  moto = await startMoto(python)
  proxy = await startMotoProxy(moto.url)
})

afterEach(async () => {
  await proxy?.close()
  await moto?.stop()
})

const region = 'eu-west-1'
const credentials = async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' })
const { signal } = new AbortController()
const schedules = { ready: every(50), gone: every(50) }
const open = () => identify({ region, credentials, signal, endpoint: proxy.url })
/** moto has versions of its own. */
const { engineVersion: _none, ...anyVersion } = smallCluster

/** From nothing to nothing, as a run does. */
function make<Spec, Seen extends Observation>(
  kind: SharedResourceKind<Spec, Seen>,
  id: string,
  spec: Spec,
  cleanup: CleanupStack,
) {
  return provision({ kind, id, spec, tags: ours, cleanup, timeoutMs: 20_000, destroyTimeoutMs: 20_000, signal })
}

const isWrite = (call: string) => /^(Create|Modify|Delete|Add|Start|Stop|POST|PUT|DELETE)/.test(call)
const withoutIam = 'CreateDBCluster goes on without EnableIAMDatabaseAuthentication: moto refuses it for Neptune.'

test('a Neptune cluster and its instance can be created, described, tagged and deleted on moto', async () => {
  const kind = neptuneClusterKind({ account: await open(), endpoint: proxy.url, schedules })
  const cleanup = new CleanupStack()
  const seen = await make(kind, ID, anyVersion, cleanup)
  expect(seen.state).toBe('available')
  expect(seen.endpoint?.host).toMatch(new RegExp(`^${ID}\\.cluster-`))
  expect(await kind.owner(ID, signal)).toEqual(ours)
  // The only one, and only because of what had to be taken out.
  expect(kind.differences(seen, anyVersion)).toEqual(['IAM authentication: false, but the options ask for true'])
  await cleanup.run()
  expect(await kind.observe(ID, signal)).toBe(undefined)
  expect(proxy.calls.filter(isWrite)).toEqual([
    'CreateDBCluster',
    'CreateDBInstance',
    'DeleteDBInstance',
    'DeleteDBCluster',
  ])
  expect([...proxy.deviations]).toEqual([withoutIam])
})

test('a protected Neptune cluster is deleted on moto, and what others have beside it is not', async () => {
  const kind = neptuneClusterKind({ account: await open(), endpoint: proxy.url, schedules })
  const client = new NeptuneClient({ region, credentials, endpoint: proxy.url, maxAttempts: 1 })
  const cleanup = new CleanupStack()
  const theirs = { MasterUsername: 'orders', MasterUserPassword: 'a-secret-word' }
  const rds = { DBClusterIdentifier: 'orders', Engine: 'aurora-mysql', ...theirs }
  await client.send(new CreateDBClusterCommand(rds))
  await client.send(new CreateDBClusterCommand({ DBClusterIdentifier: 'vaf-theirs', Engine: 'neptune' }))
  await make(kind, ID, anyVersion, cleanup)
  await client.send(new ModifyDBClusterCommand({ DBClusterIdentifier: ID, DeletionProtection: true }))
  await cleanup.run()
  await expect(kind.delete('vaf-theirs', signal, ours)).rejects.toMatchObject({ code: 'AWS_FIXTURE_OWNERSHIP' })
  expect(await kind.observe('orders', signal)).toBe(undefined)
  const { DBClusters } = await client.send(new DescribeDBClustersCommand({}))
  expect(DBClusters?.map(({ DBClusterIdentifier }) => DBClusterIdentifier)).toEqual(['orders', 'vaf-theirs'])
  expect([...proxy.deviations]).toEqual([withoutIam])
})

test('an OpenSearch domain can be created, described, tagged and deleted on moto', async () => {
  const kind = openSearchDomainKind({ account: await open(), endpoint: proxy.url, schedules })
  const cleanup = new CleanupStack()
  const seen = await make(kind, DOMAIN, smallDomain, cleanup)
  expect(seen.state).toBe('active')
  expect(await kind.owner(DOMAIN, signal)).toEqual(ours)
  await cleanup.run()
  expect(await kind.observe(DOMAIN, signal)).toBe(undefined)
  expect(proxy.calls.filter(isWrite)).toEqual([
    'POST /2021-01-01/opensearch/domain',
    `DELETE /2021-01-01/opensearch/domain/${DOMAIN}`,
  ])
  // Nothing is changed for it: moto lacks DescribeDomainChangeProgress, which is asked only about what has failed.
  expect([...proxy.deviations]).toEqual([])
})
