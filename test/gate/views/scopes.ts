import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { onTestFinished } from 'vitest'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import type { Endpoint } from '../../../src/base/endpoint.ts'
import { mintCredentials } from '../../../src/gate/mint-credentials.ts'
import type { Layer } from '../../../src/gate/views/view.ts'
import type { ViewEnd } from '../../../src/gate/views/view-request.ts'
import type { RunningEngine } from '../start-engine.ts'
import { openGateWithViews } from './gate-with-views.ts'

export const RUN = 'vaf-scope-'

/** What one test of a user has: the official client, signed with a key of its own, and a view. */
export interface Scope extends Client {
  readonly prefix: string
  end(): Promise<ViewEnd>
}

/** An engine that is asked itself. */
const plainClient = ({ port, headers }: RunningEngine): Client =>
  new Client({ node: `http://127.0.0.1:${port}`, headers })

/** A gate before the engine, and how scopes are opened at it. What they have made is gone at the end of the test. */
export async function openScopes(engine: RunningEngine) {
  const { endpoint, viewsOf } = await openGateWithViews(RUN, { engine: () => engine.address })
  const views = viewsOf()
  const plain = plainClient(engine)
  onTestFinished(async () => {
    await emptied(plain)
    await plain.close()
  })
  let count = 0
  const scope = async (layers: readonly Layer[] = [], options = {}): Promise<Scope> => {
    const prefix = `${RUN}w1-t${++count}-`
    const credentials = mintCredentials()
    await views.open(prefix, { prefix, layers, credentials, test: prefix })
    return Object.assign(userClient(endpoint, credentials, options), { prefix, end: () => views.end(prefix) })
  }
  return { plain, scope }
}

/** The official client, made as a user makes it. */
function userClient(endpoint: Endpoint, credentials: AwsCredentials, options: object): Client {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials
  const getCredentials = async () => ({ accessKeyId, secretAccessKey, sessionToken })
  const signer = AwsSigv4Signer({ region: endpoint.region, service: 'es', getCredentials })
  const client = new Client({ ...signer, node: endpoint.url, ssl: { ca: endpoint.ca! }, ...options })
  onTestFinished(() => client.close())
  return client
}

/** Seals indices with one document for each of these names, and with aliases; as a run seals a dataset's. */
export async function sealedLayer(
  plain: Client,
  prefix: string,
  contents: Readonly<Record<string, { readonly ids: readonly string[]; readonly aliases?: readonly string[] }>>,
): Promise<Layer> {
  const indices = Object.entries(contents).map(([name, { ids, aliases = [] }]) => ({
    ...{ name, physical: `${prefix}${name}`, ids },
    aliases: Object.fromEntries(aliases.map((alias) => [alias, {}])),
  }))
  for (const { physical, ids, aliases } of indices) {
    const ofLayer = Object.fromEntries(Object.keys(aliases).map((alias) => [`${prefix}${alias}`, {}]))
    const settings = { number_of_shards: 1, number_of_replicas: 0 }
    await plain.indices.create({ index: physical, body: { settings, aliases: ofLayer } })
    const lines = ids.flatMap((id) => [{ index: { _id: id } }, { city: `city of ${id}` }])
    await plain.bulk({ index: physical, refresh: true, body: lines })
    await plain.indices.putSettings({ index: physical, body: { 'index.blocks.write': true } })
  }
  return { prefix, indices: indices.map(({ ids: _, ...index }) => index) }
}

/** Removes all that a test has made. */
async function emptied(plain: Client): Promise<void> {
  const all = { expand_wildcards: 'all' as const }
  const absent = { ignore: [404] }
  await plain.indices.deleteDataStream({ name: `${RUN}*` }, absent)
  await plain.indices.delete({ index: `${RUN}*`, ...all })
  await plain.indices.deleteIndexTemplate({ name: `${RUN}*` }, absent)
  await plain.indices.deleteTemplate({ name: `${RUN}*` }, absent)
}
