import { afterAll, beforeAll, expect, test } from 'vitest-aws-fixtures/fixtures'
import { RouteGraph } from './route-graph.ts'

let routes: RouteGraph

beforeAll(async () => {
  routes = await RouteGraph.connect()
})

afterAll(() => routes.close())

test('knows where one gets from Wrangell with one change', async () => {
  expect(await routes.withinTwoHops('WRG')).toEqual(['JNU', 'KTN', 'PSG', 'SEA', 'SIT'])
})

test('finds the route with the fewest hops', async () => {
  expect(await routes.fewestHops('YKM', 'WRG')).toEqual(['YKM', 'SLC', 'SEA', 'KTN', 'WRG'])
})

test('finds a shorter one as soon as there is one', async ({ g }) => {
  await g.V('YKM').as('from').V('WRG').addE('route').from_('from').iterate()
  expect(await routes.fewestHops('YKM', 'WRG')).toEqual(['YKM', 'WRG'])
})

test('sees nothing of the route that another test has added', async () => {
  expect(await routes.fewestHops('YKM', 'WRG')).toHaveLength(5)
})

test('tells that no route leads away from Ogden', async () => {
  expect(await routes.fewestHops('OGD', 'BOS')).toBeUndefined()
})
