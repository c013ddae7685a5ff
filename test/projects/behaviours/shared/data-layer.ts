import { Sha256 } from '@aws-crypto/sha256-js'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer as Aws4Signer } from '@opensearch-project/opensearch/aws'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { SignatureV4 } from '@smithy/signature-v4'
import gremlin from 'gremlin'

/*
 * A data layer as it is in production: nothing of this package, every client signed by a library of its own.
 */

const region = process.env.AWS_REGION!

/** Signed by aws4; credentials by the SDK's chain, or as the other entry point finds them itself. */
export const openSearch = (entry: 'aws-v3' | 'aws' = 'aws-v3') =>
  new Client({
    ...(entry === 'aws' ? Aws4Signer({ region }) : AwsSigv4Signer({ region, getCredentials: defaultProvider() })),
    node: process.env.OPENSEARCH!,
  })

/** Signs with the SDK's signer; returns the headers. */
export async function sign(service: 'es' | 'neptune-db', url: URL, method = 'GET', body?: string) {
  const signer = new SignatureV4({ service, region, credentials: defaultProvider(), sha256: Sha256 })
  const { headers } = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body }),
  })
  return headers
}

export async function neptune() {
  const url = new URL('/gremlin', process.env.NEPTUNE!.replace(/^http/, 'ws'))
  const connection = new gremlin.driver.DriverRemoteConnection(url.href, { headers: await sign('neptune-db', url) })
  return { connection, g: gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection) }
}
