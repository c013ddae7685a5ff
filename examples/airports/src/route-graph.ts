import { Sha256 } from '@aws-crypto/sha256-js'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { SignatureV4 } from '@smithy/signature-v4'
import gremlin from 'gremlin'

const { statics: __ } = gremlin.process

/** Breadth first: nothing goes on before all of a level is there, and nothing comes back to where it has been. */
const nextLevel = () => __.out('route').dedup().barrier()

/** Airports and the routes between them in a graph of Amazon Neptune. */
export class RouteGraph {
  readonly #connection: gremlin.driver.DriverRemoteConnection
  readonly #g: gremlin.process.GraphTraversalSource

  private constructor(connection: gremlin.driver.DriverRemoteConnection) {
    this.#connection = connection
    this.#g = gremlin.process.AnonymousTraversalSource.traversal().withRemote(connection)
  }

  static async connect(endpoint = process.env.NEPTUNE_ENDPOINT!): Promise<RouteGraph> {
    const url = new URL('/gremlin', endpoint.replace(/^http/, 'ws'))
    const connection = new gremlin.driver.DriverRemoteConnection(url.href, { headers: await signedHeaders(url) })
    await connection.open()
    return new RouteGraph(connection)
  }

  /** Everywhere one gets with at most one change, in the order of the alphabet. */
  async withinTwoHops(from: string): Promise<string[]> {
    const reached: unknown[] = await this.#g.V(from).repeat(nextLevel()).times(2).emit().values('iata').toList()
    return reached
      .map(String)
      .filter((iata) => iata !== from)
      .sort()
  }

  /** A route with the fewest hops, both ends included; undefined where there is none. */
  async fewestHops(from: string, to: string): Promise<string[] | undefined> {
    const { value } = await this.#g.V(from).repeat(nextLevel()).until(__.hasId(to)).limit(1).path().by('iata').next()
    return value?.objects
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }
}

/** Neptune checks the signature of the request that opens the WebSocket. */
async function signedHeaders(url: URL): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 'neptune-db',
    region: process.env.AWS_REGION!,
    credentials: defaultProvider(),
    sha256: Sha256,
  })
  const { headers } = await signer.sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host },
  })
  return headers
}
