/**
 * Regenerates the dataset fixtures/airports from two tables of the npm package vega-datasets.
 *
 *   node scripts/make-airports.ts
 *
 * The same tables give the same files, byte for byte; a test holds the ones in the repository to it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'

interface AirportRow {
  readonly iata: string
  readonly name: string
  readonly city: string
  readonly state: string
  readonly country: string
  readonly latitude: string
  readonly longitude: string
}

interface FlightRow {
  readonly origin: string
  readonly destination: string
  readonly count: string
}

/** How busy an airport is, by the flights table. */
interface Traffic {
  departures: number
  arrivals: number
  destinations: number
}

const indexBody = {
  settings: {
    index: { number_of_shards: 1, number_of_replicas: 0, knn: true },
    analysis: { analyzer: { place: { tokenizer: 'standard', filter: ['lowercase', 'asciifolding'] } } },
  },
  mappings: {
    properties: {
      iata: { type: 'keyword' },
      name: { type: 'text', analyzer: 'place', fields: { raw: { type: 'keyword' } } },
      city: { type: 'text', analyzer: 'place', fields: { raw: { type: 'keyword' } } },
      state: { type: 'keyword' },
      country: { type: 'keyword' },
      location: { type: 'geo_point' },
      embedding: {
        type: 'knn_vector',
        dimension: 6,
        method: { name: 'hnsw', engine: 'lucene', space_type: 'l2' },
      },
    },
  },
}

/** The files of the dataset: contents by path inside fixtures/airports. */
export function makeAirports(): Record<string, string> {
  const airports = readTable<AirportRow>('airports.csv')
  const flights = readTable<FlightRow>('flights-airport.csv')
  const embeddingOf = embeddings(flights)
  return {
    'opensearch/airports/index.json': `${JSON.stringify(indexBody, null, 2)}\n`,
    'opensearch/airports/airports.ndjson': airports.map((row) => documentLine(row, embeddingOf(row))).join(''),
    'neptune/vertices.csv': [
      '~id,~label,iata:String,name:String,city:String,state:String,latitude:Double,longitude:Double\n',
      ...airports.map((row) => {
        const place = [known(row.city) ?? '', known(row.state) ?? '']
        return csvLine([row.iata, 'airport', row.iata, row.name, ...place, row.latitude, row.longitude])
      }),
    ].join(''),
    'neptune/edges.csv': [
      '~id,~from,~to,~label,count:Int\n',
      ...flights.map(({ origin, destination, count }) =>
        csvLine([`${origin}-${destination}`, origin, destination, 'route', count]),
      ),
    ].join(''),
  }
}

function documentLine(row: AirportRow, embedding: readonly number[]): string {
  const { iata, name, country } = row
  const location = { lat: Number(row.latitude), lon: Number(row.longitude) }
  const [city, state] = [known(row.city), known(row.state)]
  return `${JSON.stringify({ _id: iata, iata, name, city, state, country, location, embedding })}\n`
}

/** The table writes NA where it does not know a city or a state. */
function known(text: string): string | undefined {
  return text === 'NA' ? undefined : text
}

/**
 * A vector in which airports are close that lie near each other and are about as busy: the place on the unit sphere
 * (x, y, z), then departures, arrivals and destinations, each as log(1 + n) between 0 and 1.
 */
function embeddings(flights: readonly FlightRow[]): (row: AirportRow) => number[] {
  const traffic = new Map<string, Traffic>()
  const of = (iata: string) => {
    const known = traffic.get(iata) ?? { departures: 0, arrivals: 0, destinations: 0 }
    traffic.set(iata, known)
    return known
  }
  for (const { origin, destination, count } of flights) {
    of(origin).departures += Number(count)
    of(origin).destinations += 1
    of(destination).arrivals += Number(count)
  }
  const most = (kind: keyof Traffic) => Math.max(...[...traffic.values()].map((each) => each[kind]))
  const limits = { departures: most('departures'), arrivals: most('arrivals'), destinations: most('destinations') }
  const scaled = (iata: string, kind: keyof Traffic) => Math.log1p(of(iata)[kind]) / Math.log1p(limits[kind])

  return ({ iata, latitude, longitude }) => {
    const [phi, lambda] = [(Number(latitude) * Math.PI) / 180, (Number(longitude) * Math.PI) / 180]
    return [
      Math.cos(phi) * Math.cos(lambda),
      Math.cos(phi) * Math.sin(lambda),
      Math.sin(phi),
      scaled(iata, 'departures'),
      scaled(iata, 'arrivals'),
      scaled(iata, 'destinations'),
    ].map((value) => Number(value.toFixed(5)))
  }
}

function csvLine(values: readonly string[]): string {
  return `${values.map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\n`
}

function readTable<Row>(name: string): Row[] {
  // The package exports its code alone; the tables lie beside it.
  const code = createRequire(import.meta.url).resolve('vega-datasets')
  return parse(readFileSync(join(dirname(code), '..', 'data', name)), { columns: true }) as Row[]
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../fixtures/airports/', import.meta.url))
  for (const [path, contents] of Object.entries(makeAirports())) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), contents)
  }
}
