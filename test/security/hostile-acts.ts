import { addTriangle, heapEaters } from './heap-eaters.ts'
import type { TestSession } from './two-sessions.ts'

/** What a hostile run does to the engines that it shares; how it is answered is its own concern. */
export type HostileAct = (session: TestSession) => Promise<unknown>

const gremlin = (session: TestSession, script: string, timeoutMs = 60_000) =>
  session.send('neptune', 'POST', '/gremlin', { body: JSON.stringify({ gremlin: script }), timeoutMs })

/** Gives a request up before it can have been answered. */
const givenUp = (asked: Promise<unknown>) => asked.catch(() => {})

async function eat(session: TestSession, eater: keyof typeof heapEaters): Promise<void> {
  const connection = session.graph()
  await addTriangle(connection)
  await heapEaters[eater]?.(connection)
}

/** One line of a bulk request and its document. */
const line = (index: string, text: string) => `{"index":{"_index":"${index}"}}\n{"text":"${text}"}\n`

/** By name, what is drawn from. */
export const hostileActs: Readonly<Record<string, HostileAct>> = {
  'a list that fills the heap': (session) => eat(session, 'a list of one element many times'),
  'a script that fills the heap': (session) => eat(session, 'a script that makes a list of paths'),
  'several lists that fill the heap': async (session) => {
    const connection = session.graph()
    await addTriangle(connection)
    const eats = Array.from({ length: 4 }, () => heapEaters['a list of one element many times']?.(connection))
    await Promise.allSettled(eats)
  },
  'a script that ends the process': (session) => gremlin(session, 'System.exit(0)'),
  'a script that never ends': (session) => givenUp(gremlin(session, 'g.V().repeat(identity()).count()', 500)),
  'DELETE /*': (session) => session.send('opensearch', 'DELETE', '/*'),
  'an index, a template and a setting beside its own': async (session) => {
    await session.send('opensearch', 'PUT', '/stray')
    const body = '{"index_patterns":["stray-*"],"template":{"settings":{"number_of_replicas":0}}}'
    await session.send('opensearch', 'PUT', '/_index_template/stray', { body })
    await session.send('opensearch', 'DELETE', '/stray')
    await session.send('opensearch', 'DELETE', '/_index_template/stray')
  },
  'a bulk request that is given up': (session) => {
    const body = line(`${session.id}-w1-late`, 'x').repeat(5_000)
    return givenUp(session.send('opensearch', 'POST', '/_bulk', { body, timeoutMs: 50 }))
  },
  'a reindex in the background': async (session) => {
    const [source, dest] = [`${session.id}-w1-source`, `${session.id}-w1-dest`]
    await session.send('opensearch', 'POST', '/_bulk?refresh=true', { body: line(source, 'x').repeat(100) })
    const body = JSON.stringify({ source: { index: source, size: 10 }, dest: { index: dest } })
    await session.send('opensearch', 'POST', '/_reindex?wait_for_completion=false&requests_per_second=50', { body })
  },
  'aggregations without bounds': async (session) => {
    const index = `${session.id}-w1-wide`
    const body = Array.from({ length: 2_000 }, (_, n) => `{"index":{"_index":"${index}"}}\n{"n":${n},"m":${n * 7}}\n`)
    await session.send('opensearch', 'POST', '/_bulk?refresh=true', { body: body.join('') })
    const inner = { terms: { field: 'm', size: 65_000 } }
    const aggs = { a: { terms: { field: 'n', size: 65_000 }, aggs: { b: { ...inner, aggs: { c: inner } } } } }
    await session.send('opensearch', 'POST', `/${index}/_search`, { body: JSON.stringify({ size: 10_000, aggs }) })
  },
  'a connection that is cut': async (session) => {
    const { g, close } = session.graph()
    const asked = g.V().count().next()
    await close()
    await asked.catch(() => {})
  },
}
