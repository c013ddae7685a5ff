import { gzipSync } from 'node:zlib'
import { fillData } from './fill-data.ts'
import { addTriangle, heapEaters } from './heap-eaters.ts'
import { sendBytes, sendMessages } from './send-bytes.ts'
import type { TestRun } from './test-run.ts'

/** What a hostile run does to the engines that it shares; how it is answered is its own concern. */
export type HostileAct = (run: TestRun) => Promise<unknown>

const gremlin = (run: TestRun, script: string, timeoutMs = 60_000) =>
  run.send('neptune', 'POST', '/gremlin', { body: JSON.stringify({ gremlin: script }), timeoutMs })

/** Gives a request up before it can have been answered. */
const givenUp = (asked: Promise<unknown>) => asked.catch(() => {})

async function eat(run: TestRun, eater: keyof typeof heapEaters): Promise<void> {
  const connection = run.graph()
  await addTriangle(connection)
  await heapEaters[eater]?.(connection)
}

/** A request in GraphBinary whose one argument says that it has so many bytes. */
function announcing(length: number): Buffer {
  const int = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(value)
    return bytes
  }
  const text = (value: string) => Buffer.concat([int(value.length), Buffer.from(value)])
  const argument = Buffer.concat([Buffer.from([0x03, 0]), text('gremlin'), Buffer.from([0x03, 0]), int(length)])
  return Buffer.concat([Buffer.from([0x81]), Buffer.alloc(16, 7), text('eval'), text(''), int(1), argument])
}

const GRAPH_BINARY = 'application/vnd.graphbinary-v1.0'

/** By HTTP and by WebSocket, where the name of the form comes first. */
async function announce(run: TestRun, length: number): Promise<void> {
  const sender = await run.sender('neptune')
  const body = announcing(length)
  const headers = { 'content-type': GRAPH_BINARY }
  await sendBytes(sender, { method: 'POST', path: '/gremlin', headers, body })
  await sendMessages(sender, [Buffer.concat([Buffer.from([GRAPH_BINARY.length]), Buffer.from(GRAPH_BINARY), body])])
}

/** Half a gigabyte in half a megabyte. */
const bomb = () => gzipSync(Buffer.alloc(512 * 1024 ** 2, ' '))

/** Room that the engines of these tests have for data, in megabytes. */
export const ROOM_MB = 160

/** One line of a bulk request and its document. */
const line = (index: string, text: string) => `{"index":{"_index":"${index}"}}\n{"text":"${text}"}\n`

/** By name, what is drawn from. */
export const hostileActs: Readonly<Record<string, HostileAct>> = {
  'a list that fills the heap': (run) => eat(run, 'a list of one element many times'),
  'a script that fills the heap': (run) => eat(run, 'a list of paths in a script'),
  'several lists that fill the heap': async (run) => {
    const connection = run.graph()
    await addTriangle(connection)
    const eats = Array.from({ length: 4 }, () => heapEaters['a list of one element many times']?.(connection))
    await Promise.allSettled(eats)
  },
  'a script that ends the process': (run) => gremlin(run, 'System.exit(0)'),
  'a script that never ends': (run) => givenUp(gremlin(run, 'g.V().repeat(identity()).count()', 500)),
  'DELETE /*': (run) => run.send('opensearch', 'DELETE', '/*'),
  'an index, a template and a setting beside its own': async (run) => {
    await run.send('opensearch', 'PUT', '/stray')
    const body = '{"index_patterns":["stray-*"],"template":{"settings":{"number_of_replicas":0}}}'
    await run.send('opensearch', 'PUT', '/_index_template/stray', { body })
    await run.send('opensearch', 'DELETE', '/stray')
    await run.send('opensearch', 'DELETE', '/_index_template/stray')
  },
  'a bulk request that is given up': (run) => {
    const body = line(`${run.id}-w1-late`, 'x').repeat(5_000)
    return givenUp(run.send('opensearch', 'POST', '/_bulk', { body, timeoutMs: 50 }))
  },
  'a reindex in the background': async (run) => {
    const [source, dest] = [`${run.id}-w1-source`, `${run.id}-w1-dest`]
    await run.send('opensearch', 'POST', '/_bulk?refresh=true', { body: line(source, 'x').repeat(100) })
    const body = JSON.stringify({ source: { index: source, size: 10 }, dest: { index: dest } })
    await run.send('opensearch', 'POST', '/_reindex?wait_for_completion=false&requests_per_second=50', { body })
  },
  'tasks that outlive it': async (run) => {
    const index = `${run.id}-w1-many`
    await run.send('opensearch', 'POST', '/_bulk?refresh=true', { body: line(index, 'x').repeat(2_000) })
    const asks = Array.from({ length: 5 }, (_, n) => {
      const body = JSON.stringify({ source: { index, size: 1 }, dest: { index: `${index}-${n}` } })
      return run.send('opensearch', 'POST', '/_reindex?wait_for_completion=false&requests_per_second=1', { body })
    })
    await Promise.all(asks)
    await run.send('opensearch', 'POST', `/${index}/_update_by_query?wait_for_completion=false`)
    await run.send('opensearch', 'POST', `/${index}/_forcemerge?wait_for_completion=false&max_num_segments=1`)
  },
  'data that fills the room for it': (run) => fillData(run, ROOM_MB),
  'a length of 2^31 in GraphBinary': (run) => announce(run, 0x7fffffff),
  'a negative length in GraphBinary': (run) => announce(run, -0x80000000),
  'a mapping that unpacks to half a gigabyte': async (run) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const asked = { method: 'PUT', path: `/${run.id}-w1-bomb`, headers, body: bomb() }
    await sendBytes(await run.sender('opensearch'), asked)
  },
  'bulks that unpack to half a gigabyte': async (run) => {
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' }
    const asked = { method: 'POST', path: '/_bulk', headers, body: bomb() }
    const sender = await run.sender('opensearch')
    await Promise.allSettled(Array.from({ length: 3 }, () => sendBytes(sender, asked)))
  },
  'ten megabytes of numbers': (run) => {
    const body = `{"gremlin":"g.V()","bindings":{"x":[${'1,'.repeat(5_000_000)}1]}}`
    return run.send('neptune', 'POST', '/gremlin', { body })
  },
  'bulks that are larger than the engine takes at once': async (run) => {
    const body = line(`${run.id}-w1-large`, 'x'.repeat(900)).repeat(20_000)
    const asks = Array.from({ length: 8 }, () => run.send('opensearch', 'POST', '/_bulk', { body }))
    await Promise.allSettled(asks)
  },
  'aggregations without bounds': async (run) => {
    const index = `${run.id}-w1-wide`
    const body = Array.from({ length: 2_000 }, (_, n) => `{"index":{"_index":"${index}"}}\n{"n":${n},"m":${n * 7}}\n`)
    await run.send('opensearch', 'POST', '/_bulk?refresh=true', { body: body.join('') })
    const inner = { terms: { field: 'm', size: 65_000 } }
    const aggs = { a: { terms: { field: 'n', size: 65_000 }, aggs: { b: { ...inner, aggs: { c: inner } } } } }
    await run.send('opensearch', 'POST', `/${index}/_search`, { body: JSON.stringify({ size: 10_000, aggs }) })
  },
  'a connection that is cut': async (run) => {
    const { g, close } = run.graph()
    const asked = g.V().count().next()
    await close()
    await asked.catch(() => {})
  },
}
