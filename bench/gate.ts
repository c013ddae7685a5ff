import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from '@opensearch-project/opensearch'
import gremlin from 'gremlin'
import { createOpenSearchClient } from '../src/client/opensearch-client.ts'
import { signedHeaders } from '../src/client/sign.ts'
import type { Endpoint, Service } from '../src/resource/endpoint.ts'
import { mintCredentials } from '../src/standin/identities.ts'
import { startEngine } from '../test/gate/start-engine.ts'
import { compare, machine, quantile, repeat, type Times, table } from './measure.ts'

const credentials = mintCredentials()
const rows: string[][] = [
  ['', 'p50 direct', 'p50 gate', 'ratio', 'p99 direct', 'p99 gate', 'ratio', '/s direct', '/s gate', 'ratio'],
]

/** The same calls by the same clients, through the gate with signing and straight to the engine without, in one run. */
export async function bench(): Promise<void> {
  const [, , , only] = process.argv
  const versions: string[] = []
  if (only !== 'neptune') versions.push(await benchOpenSearch())
  if (only !== 'opensearch') versions.push(await benchGremlin())
  console.log(`\n${machine()}; ${versions.join(', ')}; the gate in a process of its own\n`)
  console.log(table(rows))
  console.log('\nms; throughput with 8 under way (bulk 2); reach: p50 at most 1.5 x, throughput at least 0.7 x')
}

async function benchOpenSearch(): Promise<string> {
  const engine = await startEngine('opensearch')
  const gate = await startGate('opensearch', engine.port)
  const clients = {
    direct: new Client({ node: `http://127.0.0.1:${engine.port}` }),
    gate: createOpenSearchClient({ endpoint: gate.endpoint, credentials: async () => credentials }),
  }
  try {
    const both = (call: (client: Client) => Promise<unknown>) => ({
      direct: () => call(clients.direct),
      gate: () => call(clients.gate),
    })
    await fill(clients.direct)
    const search = both((client) =>
      client.search({ index: 'bench', body: { size: 10, query: { match: { city: 'town 7' } } } }),
    )
    report('search', await compare(search, { runs: 500, flood: 2000, at: 8 }))
    const lines = bulkBody(1024 * 1024)
    const bulk = both((client) => client.bulk({ index: 'bulk', body: lines }))
    report('1 MB bulk', await compare(bulk, { runs: 40, flood: 40, at: 2 }))
    let id = 0
    const write = both((client) => client.index({ index: 'writes', id: String(id++ % 500), body: { a: id } }))
    const totals = { direct: [] as number[], gate: [] as number[] }
    for (const way of ['direct', 'gate'] as const) await repeat(write[way], 200)
    for (let round = 0; round < 3; round++) {
      for (const way of ['direct', 'gate'] as const) {
        totals[way].push((await repeat(write[way], 200)).reduce((sum, ms) => sum + ms, 0))
      }
    }
    const [direct, through] = [quantile(totals.direct, 0.5), quantile(totals.gate, 0.5)]
    rows.push(['200 sequential writes', ms(direct), ms(through), ratio(through, direct), '', '', '', '', '', ''])
    return `OpenSearch ${engine.version}`
  } finally {
    await Promise.all([clients.direct.close(), clients.gate.close()])
    await gate.stop()
    await engine.stop()
  }
}

async function benchGremlin(): Promise<string> {
  const engine = await startEngine('gremlin')
  const gate = await startGate('neptune', engine.port)
  const direct = new gremlin.driver.Client(`ws://127.0.0.1:${engine.port}/gremlin`, {
    traversalSource: 'g1',
    // With headers the driver takes ws, as it does for the gate, and not Node's own WebSocket.
    headers: { 'x-bench': '1' },
  })
  const through = new gremlin.driver.Client(`${gate.endpoint.url.replace('https', 'wss')}/gremlin`, {
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
    const pair = { direct: read(direct, 'g1'), gate: read(through, 'g') }
    report('Gremlin read', await compare(pair, { runs: 500, flood: 2000, at: 8 }))
    return `Gremlin Server ${engine.version}`
  } finally {
    await Promise.all([direct.close(), through.close()])
    await gate.stop()
    await engine.stop()
  }
}

async function startGate(service: Service, port: number): Promise<{ endpoint: Endpoint; stop(): Promise<void> }> {
  const profile = process.env.BENCH_CPU_PROF ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_CPU_PROF] : []
  const script = fileURLToPath(new URL('./gate-process.ts', import.meta.url))
  const child = spawn(process.execPath, [...profile, script, service, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_CREDENTIALS: JSON.stringify(credentials) },
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const stop = async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
  return { endpoint: JSON.parse(line) as Endpoint, stop }
}

async function fill(client: Client): Promise<void> {
  const lines = Array.from({ length: 2000 }, (_, at) => [
    { index: { _id: String(at) } },
    { city: `town ${at % 100}`, text: 'lorem ipsum dolor sit amet '.repeat(8), at },
  ])
  await client.bulk({ index: 'bench', refresh: true, body: lines.flat() })
}

function bulkBody(bytes: number): object[] {
  const document = { city: 'town', text: 'lorem ipsum '.repeat(40) }
  const lines = bytes / (JSON.stringify(document).length + 25)
  return Array.from({ length: lines }, (_, at) => [{ index: { _id: String(at) } }, document]).flat()
}

function report(name: string, { direct, gate }: { direct: Times; gate: Times }): void {
  rows.push([
    name,
    ...[ms(direct.p50), ms(gate.p50), ratio(gate.p50, direct.p50)],
    ...[ms(direct.p99), ms(gate.p99), ratio(gate.p99, direct.p99)],
    ...[direct.perSecond.toFixed(0), gate.perSecond.toFixed(0), ratio(gate.perSecond, direct.perSecond)],
  ])
}

const ms = (value: number): string => value.toFixed(2)
const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} x`
