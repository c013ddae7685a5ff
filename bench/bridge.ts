import type { Endpoint } from '../src/base/endpoint.ts'
import { onLoopback } from '../src/base/engine-address.ts'
import { createOpenSearchClient } from '../src/clients/opensearch/client.ts'
import { startEngine } from '../test/gate/start-engine.ts'
import { credentials, fill, startProxy } from './gate.ts'
import { compare, machine, table } from './support/measure.ts'

/** The same signed search at a gate that stands for AWS, and through a bridge to it: what a bridge costs. */
export async function bench(): Promise<void> {
  const engine = await startEngine('opensearch')
  const aws = await startProxy('gate', 'opensearch', engine.address)
  const bridge = await startProxy(
    'bridge',
    'opensearch',
    onLoopback(Number(new URL(aws.endpoint.url).port)),
    aws.endpoint,
  )
  const clientOf = ({ endpoint }: { readonly endpoint: Endpoint }) =>
    createOpenSearchClient({ endpoint, credentials: async () => credentials })
  const clients = { aws: clientOf(aws), bridge: clientOf(bridge) }
  try {
    await fill(clients.aws)
    const search = (client: typeof clients.aws) => () =>
      client.search({ index: 'bench', body: { size: 10, query: { match: { city: 'town 7' } } } })
    const ways = { straight: search(clients.aws), bridged: search(clients.bridge) }
    const { straight, bridged } = await compare(ways, { runs: 500, flood: 2000, at: 8 })
    const row = (name: string, key: 'p50' | 'p99' | 'perSecond') => [
      name,
      straight[key].toFixed(2),
      bridged[key].toFixed(2),
      `${(bridged[key] / straight[key]).toFixed(2)} x`,
    ]
    console.log(`\n${machine()}; OpenSearch ${engine.version}; gate and bridge each in a process of its own\n`)
    const rows = [row('p50, ms', 'p50'), row('p99, ms', 'p99'), row('per second, 8 under way', 'perSecond')]
    console.log(table([['search', 'straight', 'bridged', 'bridged to straight'], ...rows]))
  } finally {
    await Promise.all(Object.values(clients).map((client) => client.close()))
    await bridge.stop()
    await aws.stop()
    await engine.stop()
  }
}
