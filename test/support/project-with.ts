/** A test that needs the graph. */
export const usesGraph = `test('uses the graph', async ({ g }) => {
  await g.addV('a').next()
  expect((await g.V().count().next()).value).toBe(1)
})`

/** A test that needs an index. */
export const usesIndex = `test('uses an index', async ({ opensearch, index }) => {
  await opensearch.index({ index, id: '1', body: {}, refresh: true })
  expect((await opensearch.count({ index })).body.count).toBe(1)
})`

/** A test that needs both, and finds both empty. */
export const usesBoth = `
  test('uses both', async ({ opensearch, index, g }) => {
    expect((await opensearch.count({ index })).body.count).toBe(0)
    await opensearch.index({ index, id: '1', body: {}, refresh: true })
    expect((await g.V().count().next()).value).toBe(0)
    await g.addV('a').next()
  })`

/** The files of a project with the plugin and one test file. */
export function projectWith(options: string, body = usesGraph): Record<string, string> {
  return {
    'vitest.config.js': `
      import { defineConfig } from 'vitest/config'
      import { awsFixtures } from 'vitest-aws-fixtures'
      export default defineConfig({ plugins: [awsFixtures(${options})] })`,
    'a.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'\n${body}`,
  }
}
