import type { Client } from '@opensearch-project/opensearch'
import type { AwsCredentials } from '../src/base/credentials.ts'
import type { Endpoint } from '../src/base/endpoint.ts'
import { createOpenSearchClient } from '../src/clients/opensearch/client.ts'
import { mintCredentials } from '../src/gate/mint-credentials.ts'
import { GateViews } from '../src/worker/views/gate-views.ts'
import { startEngine } from '../test/gate/start-engine.ts'
import { bulkBody, credentials, fill, startProxy } from './gate.ts'
import { compare, machine, type Plan, table } from './support/measure.ts'

const PREFIX = 'vaf-bench-'

interface Measured {
  readonly name: string
  readonly call: (client: Client) => Promise<unknown>
  readonly plan: Plan
}

const query = { match: { city: 'town 7' } }
const lines = bulkBody(1024 * 1024)
const measured: readonly Measured[] = [
  {
    name: 'search',
    call: (client) => client.search({ index: 'bench', body: { size: 10, query } }),
    plan: { runs: 500, flood: 2000, at: 8 },
  },
  {
    name: '1 MB search answer',
    call: (client) => client.search({ index: 'bench', size: 2000 }),
    plan: { runs: 100, flood: 200, at: 4 },
  },
  {
    name: 'get',
    call: (client) => client.get({ index: 'bench', id: '7' }),
    plan: { runs: 500, flood: 2000, at: 8 },
  },
  {
    name: '1 MB bulk',
    call: (client) => client.bulk({ index: 'bulk', body: lines }),
    plan: { runs: 40, flood: 40, at: 2 },
  },
  {
    name: '10 searches by _msearch',
    call: (client) =>
      client.msearch({ body: Array.from({ length: 10 }, () => [{ index: 'bench' }, { query }]).flat() }),
    plan: { runs: 200, flood: 400, at: 8 },
  },
  {
    name: '_cat/indices',
    call: (client) => client.cat.indices({ index: 'bench' }),
    plan: { runs: 300, flood: 800, at: 8 },
  },
]

/** The same signed requests through the gate in one run: with a key that has no view, and with one that has a view. */
export async function bench(): Promise<void> {
  const [, , , only = ''] = process.argv
  const engine = await startEngine('opensearch')
  const gate = await startProxy('gate', 'opensearch', engine.address)
  const ofTest = await openView(gate.endpoint)
  const clientOf = (own: AwsCredentials) =>
    createOpenSearchClient({ endpoint: gate.endpoint, credentials: async () => own })
  const clients = { without: clientOf(credentials), within: clientOf(ofTest) }
  const p50 = [['p50, ms', 'without', 'in a view', 'in a view to without']]
  const perSecond = [['per second', 'without', 'in a view', 'in a view to without']]
  try {
    for (const client of Object.values(clients)) await fill(client)
    for (const { name, call, plan } of measured.filter((one) => one.name.includes(only))) {
      const ways = { without: () => call(clients.without), within: () => call(clients.within) }
      const { without, within } = await compare(ways, plan)
      p50.push(row(name, without.p50, within.p50, 2))
      perSecond.push(row(name, without.perSecond, within.perSecond, 0))
    }
    console.log(`\n${machine()}; OpenSearch ${engine.version}; the gate in a process of its own\n`)
    for (const rows of [p50, perSecond]) console.log(`${table(rows)}\n`)
    console.log('To reach, in a view to without: p50 at most 1.10 x.')
  } finally {
    await Promise.all(Object.values(clients).map((client) => client.close()))
    await gate.stop()
    await engine.stop()
  }
}

/** Opens a view, as a worker does for a test. Returns the credentials of the test. */
async function openView(endpoint: Endpoint): Promise<AwsCredentials> {
  const ofTest = mintCredentials()
  const views = new GateViews({ opensearch: { endpoint, hasGate: true } }, async () => credentials)
  await views.open('t1', { prefix: `${PREFIX}w1-t1-`, layers: [], credentials: ofTest })
  views.close()
  return ofTest
}

function row(name: string, without: number, within: number, digits: number): string[] {
  return [name, without.toFixed(digits), within.toFixed(digits), `${(within / without).toFixed(2)} x`]
}
