import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from '@opensearch-project/opensearch'
import gremlin from 'gremlin'
import type { Endpoint, Service } from '../src/base/endpoint.ts'
import type { EngineAddress } from '../src/base/engine-address.ts'
import { createOpenSearchClient } from '../src/clients/opensearch/client.ts'
import { signedHeaders } from '../src/clients/sign.ts'
import { mintCredentials } from '../src/gate/mint-credentials.ts'
import { startEngine } from '../test/gate/start-engine.ts'
import { compare, machine, quantile, repeat, type Times, table } from './support/measure.ts'

/** What is signed with, in every process. */
export const credentials = mintCredentials()
const p50 = [['p50', 'direct', 'floor', 'gate', 'floor to direct', 'gate to direct', 'gate to floor']]
const p99 = [['p99', ...(p50[0]?.slice(1) ?? [])]]
const perSecond = [['per second', ...(p50[0]?.slice(1) ?? [])]]

/**
 * The same calls in one run: straight to the engine without a signature (`direct`), through a bare TLS proxy in Node
 * without one either (`floor`), and signed and through the gate (`gate`).
 */
export async function bench(): Promise<void> {
  const [, , , only] = process.argv
  const versions: string[] = []
  if (only !== 'neptune') versions.push(await benchOpenSearch())
  if (only !== 'opensearch') versions.push(await benchGremlin())
  console.log(`\n${machine()}; ${versions.join(', ')}; gate and floor each in a process of its own\n`)
  for (const rows of [p50, p99, perSecond]) console.log(`${table(rows)}\n`)
  console.log('Milliseconds; throughput with 8 under way (bulk 2).')
  console.log('To reach, gate to direct: p50 at most 1.5 x, throughput at least 0.7 x.')
}

async function benchOpenSearch(): Promise<string> {
  const engine = await startEngine('opensearch')
  const gate = await startProxy('gate', 'opensearch', engine.address)
  const floor = await startProxy('floor', 'opensearch', engine.address)
  const clients = {
    direct: new Client({ node: `http://127.0.0.1:${engine.port}`, headers: engine.headers }),
    floor: new Client({ node: floor.endpoint.url, headers: engine.headers, ssl: { ca: floor.endpoint.ca ?? '' } }),
    gate: createOpenSearchClient({ endpoint: gate.endpoint, credentials: async () => credentials }),
  }
  const all = (call: (client: Client) => Promise<unknown>) => ({
    direct: () => call(clients.direct),
    floor: () => call(clients.floor),
    gate: () => call(clients.gate),
  })
  try {
    await fill(clients.direct)
    const search = all((client) =>
      client.search({ index: 'bench', body: { size: 10, query: { match: { city: 'town 7' } } } }),
    )
    report('search', await compare(search, { runs: 500, flood: 2000, at: 8 }))
    const lines = bulkBody(1024 * 1024)
    const bulk = all((client) => client.bulk({ index: 'bulk', body: lines }))
    report('1 MB bulk', await compare(bulk, { runs: 40, flood: 40, at: 2 }))
    let id = 0
    const write = all((client) => client.index({ index: 'writes', id: String(id++ % 500), body: { a: id } }))
    const totals = { direct: [] as number[], floor: [] as number[], gate: [] as number[] }
    for (const way of ['direct', 'floor', 'gate'] as const) await repeat(write[way], 200)
    for (let round = 0; round < 5; round++) {
      for (const way of ['direct', 'floor', 'gate'] as const) {
        totals[way].push((await repeat(write[way], 200)).reduce((sum, ms) => sum + ms, 0))
      }
    }
    const median = (way: keyof typeof totals) => quantile(totals[way], 0.5)
    p50.push(row('200 sequential writes', median('direct'), median('floor'), median('gate'), 2))
    return `OpenSearch ${engine.version}`
  } finally {
    await Promise.all(Object.values(clients).map((client) => client.close()))
    await gate.stop()
    await floor.stop()
    await engine.stop()
  }
}

async function benchGremlin(): Promise<string> {
  const engine = await startEngine('gremlin')
  const gate = await startProxy('gate', 'neptune', engine.address)
  const floor = await startProxy('floor', 'neptune', engine.address)
  const connect = (url: string, options: object) =>
    // With headers the driver takes ws, as it does for the gate, and not Node's own WebSocket.
    new gremlin.driver.Client(`${url.replace('http', 'ws')}/gremlin`, { headers: engine.headers, ...options })
  const direct = connect(`http://127.0.0.1:${engine.port}`, { traversalSource: 'g1' })
  const bare = connect(floor.endpoint.url, { traversalSource: 'g1', ca: [floor.endpoint.ca ?? ''] })
  const through = connect(gate.endpoint.url, {
    traversalSource: 'g',
    headers: signedHeaders({ method: 'GET', path: '/gremlin' }, gate.endpoint, credentials),
    ca: [gate.endpoint.ca ?? ''],
  })
  try {
    await direct.submit(
      "for (i in 0..<200) { g1.addV('airport').property('code', 'A' + i).property('city', 'town ' + i).iterate() }",
    )
    const read = (client: gremlin.driver.Client, source: string) => () =>
      client.submit(`${source}.V().hasLabel('airport').limit(50).valueMap()`)
    const ways = { direct: read(direct, 'g1'), floor: read(bare, 'g1'), gate: read(through, 'g') }
    report('Gremlin read', await compare(ways, { runs: 500, flood: 2000, at: 8 }))
    return `Gremlin Server ${engine.version}`
  } finally {
    await Promise.all([direct.close(), bare.close(), through.close()])
    await gate.stop()
    await floor.stop()
    await engine.stop()
  }
}

/** Starts gate-process.ts, floor-process.ts or bridge-process.ts. A bridge is told whose endpoint is at the port. */
export async function startProxy(
  name: 'gate' | 'floor' | 'bridge',
  service: Service,
  engine: EngineAddress,
  target?: Endpoint,
): Promise<{ endpoint: Endpoint; stop(): Promise<void> }> {
  const folder = process.env.BENCH_CPU_PROF
  const profile = folder ? ['--cpu-prof', '--cpu-prof-dir', `${folder}/${name}`] : []
  const script = fileURLToPath(new URL(`./support/${name}-process.ts`, import.meta.url))
  const child = spawn(process.execPath, [...profile, script, service, String(engine.port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      BENCH_CREDENTIALS: JSON.stringify(credentials),
      BENCH_ENGINE: JSON.stringify(engine),
      BENCH_TARGET: JSON.stringify(target ?? {}),
    },
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const stop = async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
  return { endpoint: JSON.parse(line) as Endpoint, stop }
}

/** Gives the index `bench` 2,000 documents. */
export async function fill(client: Client): Promise<void> {
  const lines = Array.from({ length: 2000 }, (_, at) => [
    { index: { _id: String(at) } },
    { city: `town ${at % 100}`, text: 'lorem ipsum dolor sit amet '.repeat(8), at },
  ])
  await client.bulk({ index: 'bench', refresh: true, body: lines.flat() })
}

/** Documents of so many bytes in all, as a body of the bulk API. */
export function bulkBody(bytes: number): object[] {
  const document = { city: 'town', text: 'lorem ipsum '.repeat(40) }
  const lines = bytes / (JSON.stringify(document).length + 25)
  return Array.from({ length: lines }, (_, at) => [{ index: { _id: String(at) } }, document]).flat()
}

function report(name: string, { direct, floor, gate }: Record<'direct' | 'floor' | 'gate', Times>): void {
  p50.push(row(name, direct.p50, floor.p50, gate.p50, 2))
  p99.push(row(name, direct.p99, floor.p99, gate.p99, 2))
  perSecond.push(row(name, direct.perSecond, floor.perSecond, gate.perSecond, 0))
}

function row(name: string, direct: number, floor: number, gate: number, digits: number): string[] {
  const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} x`
  const values = [direct, floor, gate].map((value) => value.toFixed(digits))
  return [name, ...values, ratio(floor, direct), ratio(gate, direct), ratio(gate, floor)]
}
