/** What a test does that others might have to suffer for. */
export interface BadManner {
  /** What it is called in the title of its test. */
  readonly name: string
  /** The body of the test, which gets the fixtures. */
  readonly body: string
  /** Whether the test itself is to fail; default not. */
  readonly fails?: true
  /** The test's own timeout, in milliseconds. */
  readonly timeoutMs?: number
  /** How the run tells who did it, by the title of the test; absent where nobody is harmed and nothing needs to be told. */
  readonly told?: (title: string) => string
}

/** Counts on its own, for longer than anybody waits. */
const slowly = (vertex: string) =>
  `g.inject(0).repeat(__.math('_ + 1')).until(__.is(gte(50000000))).addV('${vertex}').iterate()`

/** Writes on and on, and says why it had to stop. Without a timer, for a test may have put others in their place. */
const endlessly = (write: string) => `
  void (async () => {
    try {
      for (;;) await ${write}
    } catch (error) {
      console.error(error.message)
    }
  })()`

const hadEnded = (title: string) => `Test '${title}' had ended`

/** Each is drawn as often as the others. */
export const badManners: readonly BadManner[] = [
  {
    name: 'spies on its client',
    body: `
      vi.spyOn(opensearch, 'search').mockRejectedValue(new Error('spoilt'))
      vi.spyOn(opensearch.indices, 'delete').mockRejectedValue(new Error('spoilt'))`,
  },
  {
    name: 'puts another transport into its client',
    body: `opensearch.transport.request = () => Promise.reject(new Error('spoilt'))`,
  },
  {
    name: 'puts other methods into its graph',
    body: `
      vi.spyOn(neptune.client, 'submit').mockRejectedValue(new Error('spoilt'))
      vi.spyOn(g, 'V').mockImplementation(() => { throw new Error('spoilt') })`,
  },
  { name: 'closes its OpenSearch client', body: 'await opensearch.close()' },
  { name: 'closes its Gremlin client', body: 'await neptune.client.close()' },
  { name: 'closes its graph', body: 'await neptune.close()' },
  {
    name: 'awaits no write',
    body: `
      opensearch.index({ index, body: { n: 1 } }).catch(() => {})
      g.addV('late').next().catch(() => {})`,
  },
  {
    name: 'writes documents on and on',
    body: endlessly('opensearch.index({ index, body: { n: 1 } })'),
    told: hadEnded,
  },
  { name: 'adds vertices on and on', body: endlessly(`g.addV('late').next()`), told: hadEnded },
  {
    name: 'awaits no slow script',
    body: `neptune.client.submit(${JSON.stringify(slowly('late'))}).catch(() => {})`,
    told: (title) => `${hadEnded(title)} before there was an answer to g.inject(0)`,
  },
  {
    name: 'awaits no slow request',
    body: `
      for (let n = 0; n < 20; n += 1) await opensearch.index({ index, body: { n } })
      await opensearch.indices.refresh({ index })
      const dest = { index: \`\${indexPrefix}copy\` }
      opensearch.reindex({ requests_per_second: 1, body: { source: { index, size: 1 }, dest } }).catch(() => {})`,
    told: (title) => `${hadEnded(title)} before there was an answer to POST /_reindex`,
  },
  {
    name: 'runs out of time',
    body: `await neptune.client.submit(${JSON.stringify(slowly('late'))})`,
    timeoutMs: 500,
    fails: true,
    told: (title) => `Test '${title}' was stopped before there was an answer to g.inject(0)`,
  },
  { name: 'waits for nothing', body: 'await new Promise(() => {})', timeoutMs: 200, fails: true },
  {
    name: 'leaves a transaction open',
    body: `await g.tx().begin().addV('late').next()`,
    told: (title) => `Test '${title}' left 1 transaction open`,
  },
  {
    name: 'leaves a search open',
    body: `
      await opensearch.createPit({ index, keep_alive: '10m' })
      await opensearch.search({ index, scroll: '10m', body: { query: { match_all: {} } } })`,
  },
  { name: 'fakes the time', body: 'vi.useFakeTimers({ now: 0 })' },
  {
    name: 'puts others in the place of the network',
    body: `vi.stubGlobal('fetch', () => Promise.reject(new Error('spoilt')))
      vi.stubGlobal('WebSocket', class { constructor() { throw new Error('spoilt') } })`,
  },
  { name: 'takes the credentials away', body: `delete process.env.AWS_ACCESS_KEY_ID` },
  { name: 'has a hook that throws', body: `onTestFinished(() => { throw new Error('theirs') })`, fails: true },
  { name: 'ends the process', body: 'process.exit(0)', fails: true },
  { name: 'throws nothing known', body: 'throw undefined', fails: true },
  {
    name: 'drops the graph and the index',
    body: `await g.V().drop().iterate()\nawait opensearch.indices.delete({ index })`,
  },
]
