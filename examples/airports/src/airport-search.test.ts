import { test as base, expect } from 'vitest-aws-fixtures/fixtures'
import { type Airport, AirportSearch } from './airport-search.ts'

/** The search under test, on an index that holds the dataset and belongs to one test. */
const test = base.extend<{ airports: AirportSearch }>({
  airports: async ({ index }, use) => {
    const airports = new AirportSearch(index)
    await use(airports)
    await airports.close()
  },
})

const codes = (airports: Airport[]) => airports.map(({ iata }) => iata)

/** No airport has this code. */
const island: Airport = {
  iata: 'ZZZ',
  name: 'Somewhere Island',
  city: 'Bostonia',
  state: 'MA',
  country: 'USA',
  location: { lat: 42.35, lon: -71.1 },
}

test('finds airports by a misspelt city, the best match first', async ({ airports }) => {
  expect(codes(await airports.inCity('Bostn'))).toEqual(['BOS', 'W78'])
})

test('finds the airports nearest to the Golden Gate Bridge', async ({ airports }) => {
  const found = await airports.near({ lat: 37.8199, lon: -122.4783 }, 3)
  expect(codes(found)).toEqual(['SFO', 'OAK', 'HAF'])
  expect(found[0]?.km).toBeCloseTo(24.1, 0)
})

test('finds the airports most like another one: as near and as busy as can be', async ({ airports }) => {
  expect(codes(await airports.similarTo('HNL', 3))).toEqual(['OGG', 'KOA', 'LIH'])
})

test('finds a new airport at once', async ({ airports }) => {
  await airports.add(island)
  expect(codes(await airports.near(island.location, 2))).toEqual(['ZZZ', 'BOS'])
})

test('sees nothing of what another test has added', async ({ airports }) => {
  expect(codes(await airports.near(island.location, 1))).toEqual(['BOS'])
})

test('works on the index that its environment names', async () => {
  const airports = new AirportSearch()
  await airports.add(island)
  expect(codes(await airports.inCity('Bostonia'))).toEqual(['ZZZ'])
  await airports.close()
})

test('makes an index of any name under the prefix', async ({ indexPrefix, opensearch }) => {
  const airports = new AirportSearch(`${indexPrefix}islands`)
  await airports.add(island)
  expect((await opensearch.count({ index: `${indexPrefix}islands` })).body.count).toBe(1)
  await airports.close()
})
