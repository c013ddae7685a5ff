import { Client } from '@opensearch-project/opensearch'
import gremlin from 'gremlin'
import { type RunningEngine, type StartOptions, startEngine } from '../test/gate/start-engine.ts'
import { fill } from './gate.ts'
import { compare, machine, type Times, table } from './support/measure.ts'
import { withoutGuard } from './support/unguarded-java.ts'

const rows = [['', 'p50 without', 'p50 with', 'ratio', 'p99 without', 'p99 with', 'per second', 'with', 'ratio']]
const plan = { runs: 3000, flood: 4000, at: 8 }

/** The same calls straight to two engines in one run, alike but that one has no guard. */
export async function bench(): Promise<void> {
  const unguarded = await withoutGuard()
  try {
    const versions = [await benchOpenSearch(unguarded), await benchGremlin(unguarded)]
    console.log(`\n${machine()}; ${versions.join(', ')}\n\n${table(rows)}\n`)
    console.log('Milliseconds; throughput with 8 under way. To reach: p50 at most 1.03 x.')
  } finally {
    await unguarded.remove()
  }
}

/** Fails where the engines do not differ in what is compared. */
async function assertDiffer(engines: readonly RunningEngine[], path: string): Promise<void> {
  const strangers = engines.map(({ port }) => fetch(`http://127.0.0.1:${port}${path}`))
  const [without, guarded] = (await Promise.all(strangers)).map(({ status }) => status === 403)
  if (without || !guarded) throw new Error('One of the engines is to have the guard, and the other is not.')
}

async function benchOpenSearch(unguarded: StartOptions): Promise<string> {
  const engines = [await startEngine('opensearch', unguarded), await startEngine('opensearch')]
  const clients = engines.map(({ port, headers }) => new Client({ node: `http://127.0.0.1:${port}`, headers }))
  try {
    await assertDiffer(engines, '/')
    for (const client of clients) await fill(client)
    const [without, guarded] = clients.map((client) => ({
      get: () => client.get({ index: 'bench', id: '7' }),
      search: () => client.search({ index: 'bench', body: { size: 10, query: { match: { city: 'town 7' } } } }),
    }))
    for (const name of ['get', 'search'] as const) {
      report(`OpenSearch ${name}`, await compare({ without: without![name], guarded: guarded![name] }, plan))
    }
    return `OpenSearch ${engines[0]!.version}`
  } finally {
    await Promise.all(clients.map((client) => client.close()))
    await Promise.all(engines.map((engine) => engine.stop()))
  }
}

async function benchGremlin(unguarded: StartOptions): Promise<string> {
  const engines = [await startEngine('gremlin', unguarded), await startEngine('gremlin')]
  const ways = engines.map(({ port, headers }) => {
    const client = new gremlin.driver.Client(`ws://127.0.0.1:${port}/gremlin`, { headers, traversalSource: 'g1' })
    const http = () =>
      fetch(`http://127.0.0.1:${port}/gremlin`, { method: 'POST', headers, body: '{"gremlin":"g1.V().count()"}' })
    return {
      socket: () => client.submit('g1.V().count()'),
      http: async () => {
        const answer = await http()
        if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
        await answer.text()
      },
      close: () => client.close(),
    }
  })
  try {
    await assertDiffer(engines, '/gremlin?gremlin=1')
    const [without, guarded] = ways
    for (const name of ['socket', 'http'] as const) {
      report(`Gremlin by ${name}`, await compare({ without: without![name], guarded: guarded![name] }, plan))
    }
    return `Gremlin Server ${engines[0]!.version}`
  } finally {
    await Promise.all(ways.map((way) => way.close()))
    await Promise.all(engines.map((engine) => engine.stop()))
  }
}

function report(name: string, { without, guarded }: Record<'without' | 'guarded', Times>): void {
  const ms = (value: number) => value.toFixed(3)
  const ratio = (a: number, b: number) => `${(a / b).toFixed(3)} x`
  rows.push([
    ...[name, ms(without.p50), ms(guarded.p50), ratio(guarded.p50, without.p50), ms(without.p99), ms(guarded.p99)],
    ...[without.perSecond.toFixed(0), guarded.perSecond.toFixed(0), ratio(guarded.perSecond, without.perSecond)],
  ])
}
