import { randomUUID } from 'node:crypto'
import gremlin from 'gremlin'
import { GenericContainer, Wait } from 'testcontainers'
import { Agent, fetch } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { gremlinImage } from './images/gremlin.ts'
import { opensearchImage } from './images/opensearch.ts'
import { TEST_LABEL } from './remove-containers.ts'

/** How long an engine may take until it answers, in milliseconds: the first start of an image is the slowest. */
const BOOT_MS = 90_000

const opensearch = (settings: Record<string, string>) =>
  started(
    new GenericContainer(opensearchImage.image)
      .withEnvironment({ 'discovery.type': 'single-node', OPENSEARCH_JAVA_OPTS: '-Xms512m -Xmx512m', ...settings })
      .withExposedPorts(9200)
      .withWaitStrategy(Wait.forLogMessage(/\] started$/m)),
  )

async function started(container: GenericContainer) {
  const running = await container
    .withLabels({ [TEST_LABEL]: 'yes' })
    .withStartupTimeout(BOOT_MS)
    .start()
  onTestFinished(async () => void (await running.stop()))
  return running
}

test('OpenSearch without its security searches what was indexed', async () => {
  const container = await opensearch({ DISABLE_SECURITY_PLUGIN: 'true', DISABLE_INSTALL_DEMO_CONFIG: 'true' })
  const url = `http://127.0.0.1:${container.getMappedPort(9200)}`
  const headers = { 'content-type': 'application/json' }
  await fetch(`${url}/airports/_doc/1?refresh=true`, { method: 'PUT', headers, body: '{"city":"Boston","runways":6}' })
  const body = JSON.stringify({
    query: { match: { city: { query: 'Bostn', fuzziness: 'AUTO' } } },
    script_fields: { twice: { script: "doc['runways'].value * 2" } },
  })
  const found = (await (await fetch(`${url}/airports/_search`, { method: 'POST', headers, body })).json()) as {
    hits: { hits: { fields: { twice: number[] } }[] }
  }
  expect(found.hits.hits.map(({ fields }) => fields.twice)).toEqual([[12]])
})

test('OpenSearch with its security lets in only who has the password', async () => {
  const password = `Aa1-${randomUUID()}`
  const container = await opensearch({ OPENSEARCH_INITIAL_ADMIN_PASSWORD: password })
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  onTestFinished(() => dispatcher.close())
  const asked = (secret: string) =>
    fetch(`https://127.0.0.1:${container.getMappedPort(9200)}/_cat/plugins?h=component`, {
      dispatcher,
      headers: { authorization: `Basic ${Buffer.from(`admin:${secret}`).toString('base64')}` },
    })
  await expect.poll(async () => (await asked(password)).status, { timeout: 30_000, interval: 500 }).toBe(200)
  expect((await (await asked(password)).text()).split('\n')).toEqual(
    expect.arrayContaining(['opensearch-knn', 'opensearch-security']),
  )
  expect((await asked('wrong')).status).toBe(401)
})

test('Gremlin Server answers a traversal with what was added', async () => {
  const container = await started(
    new GenericContainer(gremlinImage.image)
      .withExposedPorts(8182)
      .withWaitStrategy(Wait.forLogMessage(/Channel started at port/)),
  )
  const url = `ws://127.0.0.1:${container.getMappedPort(8182)}/gremlin`
  // With headers the driver takes `ws`; the WebSocket of Node itself is not what it can work with.
  const connection = new gremlin.driver.DriverRemoteConnection(url, { headers: {} })
  onTestFinished(() => connection.close())
  const g = gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
  await g.addV('airport').property('iata', 'BOS').iterate()
  expect(await g.V().values('iata').toList()).toEqual(['BOS'])
})
