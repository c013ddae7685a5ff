import { expect, test } from 'vitest-aws-fixtures/fixtures'

test('fails', async ({ g }) => {
  await g.addV('a').iterate()
  expect((await g.V().count().next()).value).toBe(2)
})
