/** A data layer as it is in production: nothing of this package, every client signed by a library of its own. */
const dataLayer = `
  import { Sha256 } from '@aws-crypto/sha256-js'
  import { defaultProvider } from '@aws-sdk/credential-provider-node'
  import { Client } from '@opensearch-project/opensearch'
  import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
  import { SignatureV4 } from '@smithy/signature-v4'
  import gremlin from 'gremlin'

  export const openSearch = () =>
    new Client({
      ...AwsSigv4Signer({ region: process.env.AWS_REGION, getCredentials: defaultProvider() }),
      node: process.env.OPENSEARCH,
    })

  export async function neptune() {
    const { host, hostname } = new URL(process.env.NEPTUNE)
    const signer = new SignatureV4({
      service: 'neptune-db', region: process.env.AWS_REGION, credentials: defaultProvider(), sha256: Sha256,
    })
    const { headers } = await signer.sign({ method: 'GET', protocol: 'wss:', hostname, path: '/gremlin', headers: { host } })
    const connection = new gremlin.driver.DriverRemoteConnection('wss://' + host + '/gremlin', { headers })
    return { connection, g: gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection) }
  }`

/** The variables by which it finds the services. */
const ownVariables = { OPENSEARCH: 'opensearch.url', NEPTUNE: 'neptune.url', PREFIX: 'opensearch.indexPrefix' }

/**
 * Plain Vitest, no fixture: every file uses the same index name and the same vertex id, and finds both empty. `meanwhile`
 * is done while both are in use.
 */
export const ownClientsFile = (own: string, meanwhile = '') => `
  import gremlin from 'gremlin'
  import { expect, test } from 'vitest'
  import { neptune, openSearch } from './data-layer.js'

  test('${own} has an index and a graph of its own', async () => {
    const client = openSearch()
    const { connection, g } = await neptune()
    const index = process.env.PREFIX + 'things'
    expect((await client.cat.indices({ format: 'json', index: process.env.PREFIX + '*' })).body).toEqual([])
    expect((await g.V().count().next()).value).toBe(0)
    await client.index({ index, id: 'same', body: { own: '${own}' }, refresh: true })
    await g.addV('thing').property(gremlin.process.t.id, 'same').property('own', '${own}').iterate()
    ${meanwhile}
    expect((await client.search({ index })).body.hits.hits.map((hit) => hit._source.own)).toEqual(['${own}'])
    expect(await g.V('same').values('own').toList()).toEqual(['${own}'])
    await connection.close()
    await client.close()
  }, 60_000)

  test('${own} finds both empty again', async () => {
    const client = openSearch()
    const { connection, g } = await neptune()
    expect((await client.cat.indices({ format: 'json', index: process.env.PREFIX + '*' })).body).toEqual([])
    expect((await g.V().count().next()).value).toBe(0)
    await connection.close()
    await client.close()
  })`

/** A project of such files. */
export const ownClientsProject = (options: object, files: Readonly<Record<string, string>>) => ({
  'vitest.config.js': `
    import { defineConfig } from 'vitest/config'
    import { awsFixtures } from 'vitest-aws-fixtures'
    export default defineConfig({
      plugins: [awsFixtures(${JSON.stringify({ opensearch: true, neptune: true, env: ownVariables, ...options })})],
    })`,
  'data-layer.js': dataLayer,
  ...files,
})
