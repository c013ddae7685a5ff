import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { Client } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'

export interface Point {
  readonly lat: number
  readonly lon: number
}

export interface Airport {
  readonly iata: string
  readonly name: string
  readonly city?: string
  readonly state?: string
  readonly country: string
  readonly location: Point
}

interface Stored extends Airport {
  readonly embedding: number[]
}

/** Airports in an index of Amazon OpenSearch Service. */
export class AirportSearch {
  readonly #client = new Client({
    ...AwsSigv4Signer({ region: process.env.AWS_REGION!, service: 'es', getCredentials: defaultProvider() }),
    node: process.env.OPENSEARCH_ENDPOINT!,
  })
  readonly #index: string

  constructor(index = `${process.env.INDEX_PREFIX ?? ''}airports`) {
    this.#index = index
  }

  /** By the name of a city, which may be misspelt. */
  async inCity(city: string): Promise<Airport[]> {
    const hits = await this.#search({ query: { match: { city: { query: city, fuzziness: 'AUTO' } } } })
    return hits.map(({ _source }) => _source)
  }

  /** The nearest first, with the distance. */
  async near(point: Point, count: number): Promise<(Airport & { km: number })[]> {
    const sort = [{ _geo_distance: { location: point, unit: 'km', order: 'asc' } }]
    const hits = await this.#search({ size: count, sort })
    return hits.map(({ _source, sort }) => ({ ..._source, km: Number(sort?.[0]) }))
  }

  /** Those whose vector is closest to this one's. */
  async similarTo(iata: string, count: number): Promise<Airport[]> {
    const [self] = await this.#search({ query: { term: { iata } } }, [])
    if (!self) throw new Error(`There is no airport ${iata}.`)
    // Many more candidates than are wanted: a search that asks for few misses some of the nearest.
    const knn = { embedding: { vector: self._source.embedding, k: 100 } }
    const query = { bool: { must: [{ knn }], must_not: [{ term: { iata } }] } }
    const hits = await this.#search({ size: count, query })
    return hits.map(({ _source }) => _source)
  }

  /** Can be found as soon as this has resolved. */
  async add(airport: Airport): Promise<void> {
    await this.#client.index({ index: this.#index, id: airport.iata, body: airport, refresh: true })
  }

  async close(): Promise<void> {
    await this.#client.close()
  }

  async #search(body: object, without = ['embedding']) {
    const response = await this.#client.search({
      index: this.#index,
      body: { _source: { excludes: without }, ...body },
    })
    return response.body.hits.hits as { _source: Stored; sort?: unknown[] }[]
  }
}
