import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { errorLines } from '../support/error-lines.ts'
import { runVitest } from '../support/run-vitest.ts'

/** What a newcomer may meet, read as it is printed. */
function project(options: string, body = `test('is there', () => {})`): Record<string, string> {
  return {
    'vitest.config.js': `
      import { defineConfig } from 'vitest/config'
      import { awsFixtures } from 'vitest-aws-fixtures'
      export default defineConfig({ plugins: [awsFixtures(${options})] })`,
    'a.test.js': `import { expect, test } from 'vitest-aws-fixtures/fixtures'\n${body}`,
  }
}

test('an option that does not exist', async () => {
  const run = await runVitest({ vitest: 5, files: project('{ opensearch: { dateset: "x" }, neptun: true }') })
  expect(errorLines(run.output)).toEqual([
    'ConfigError: The options of awsFixtures() in the Vitest config are not valid.',
    "- opensearch.dateset: there is no such option. Did you mean 'dataset'?",
    "- neptun: there is no such option. Did you mean 'neptune'?",
  ])
  expect(run.exitCode).toBe(1)
})

test('a pool that is not supported', async () => {
  const run = await runVitest({ vitest: 4, files: project('{ opensearch: true }'), args: ['--pool', 'vmThreads'] })
  expect(errorLines(run.output)).toEqual([
    "ConfigError: vitest-aws-fixtures does not support the pool 'vmThreads' of Vitest.",
    "Set test.pool to 'forks' or 'threads'.",
  ])
  expect(run.exitCode).toBe(1)
})

test('no Java where the option points', async () => {
  const run = await runVitest({ vitest: 5, files: project(`{ neptune: true, local: { java: '/nowhere/bin/java' } }`) })
  expect(errorLines(run.output)).toEqual([
    expect.stringMatching(/^ConfigError: The option 'local\.java' .* 17 to 25/),
    expect.stringContaining("- option 'local.java': /nowhere/bin/java "),
    expect.stringContaining('a java executable'),
  ])
  expect(run.exitCode).toBe(1)
})

test('no network and a cold cache', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'vaf-cache-'))
  onTestFinished(() => rm(cache, { recursive: true, force: true }))
  const run = await runVitest({
    vitest: 5,
    files: project('{ neptune: true }'),
    env: { AWS_FIXTURES_CACHE: cache, AWS_FIXTURES_MAVEN_MIRROR: 'http://127.0.0.1:9/maven2' },
  })
  expect(errorLines(run.output)).toEqual([
    expect.stringMatching(/^ReachabilityError: .*127\.0\.0\.1:9.*\.jar/),
    expect.stringContaining('bad port'),
    expect.stringMatching(/'local\.mavenMirror'.* HTTPS_PROXY, .* NODE_EXTRA_CA_CERTS\.$/),
  ])
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual({ processes: [], ports: [], files: [] })
})

test('a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const run = await runVitest({ vitest: 5, files: project(`{ neptune: { port: ${port} } }`) })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: The gate of neptune cannot listen on 127.0.0.1:${port}.`,
    `listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    'Stop what uses the port, or leave the port out to get a free one.',
  ])
  expect(run.exitCode).toBe(1)
})

test('a bad line in a dataset', async () => {
  const run = await runVitest({
    vitest: 5,
    files: {
      ...project(`{ neptune: { dataset: 'fixtures/places' } }`),
      'fixtures/places/neptune/vertices.csv': '~id,~label,name:String,people:Int\na,place,Ayr,12x\nb,place\n',
      'fixtures/places/neptune/edges.csv': '~id,~from,~to,~label\ne,a,a,road\n',
    },
  })
  expect(errorLines(run.output)).toEqual([
    expect.stringMatching(/^DatasetError: Dataset places cannot be read: 2 problems in \/.*\/fixtures\/places$/),
    "- neptune/vertices.csv:2: column 'people': '12x' is not of type Int",
    '- neptune/vertices.csv:3: 2 values where the header names 4 columns',
  ])
  expect(run.exitCode).toBe(1)
})

test('a dataset that is not there', async () => {
  const files = {
    ...project(`{ opensearch: { dataset: 'fixture/places' } }`),
    'fixtures/places/opensearch/places/index.json': '{}',
  }
  const run = await runVitest({ vitest: 5, files })
  expect(errorLines(run.output)).toEqual([
    'DatasetError: Dataset places was not found.',
    expect.stringMatching(/^There is no folder \/.*\/fixture\/places\.$/),
    expect.stringMatching(/^Did you mean \/.*\/fixtures\/places\?$/),
    "The path in the option 'dataset' is relative to the root of the Vitest project.",
  ])
  expect(run.output).not.toContain('ENOENT')
  // Nothing had been started for it.
  expect(run.output).not.toContain('ready in')
  expect(run.output).not.toContain('was running')
})

test('a fixture of a service that is not configured', async () => {
  const run = await runVitest({
    vitest: 5,
    files: project(
      '{ neptune: true }',
      `test('searches', async ({ opensearch }) => { await opensearch.info() })
       test('names an index', async ({ indexPrefix }) => { expect(indexPrefix).toBe('') })
       test('goes on with the graph', async ({ g }) => { await g.addV('a').next() })`,
    ),
  })
  expect(errorLines(run.output)).toEqual([
    'ConfigError: This test uses opensearch, which is not configured.',
    "Add the key 'opensearch' to awsFixtures() in your Vitest config: awsFixtures({ opensearch: true }).",
  ])
  expect(run.output).toContain('2 failed | 1 passed')
  expect(run.exitCode).toBe(1)
})

test('a fixture in a project without the plugin', async () => {
  const run = await runVitest({
    vitest: 5,
    files: {
      'a.test.js': `
        import { test } from 'vitest-aws-fixtures/fixtures'
        test('searches', async ({ opensearch }) => { await opensearch.info() })`,
    },
  })
  expect(errorLines(run.output)).toEqual([
    'ConfigError: A fixture of vitest-aws-fixtures was used in a project without the plugin.',
    "Add it to this project's Vitest config: plugins: [awsFixtures({ opensearch: true })].",
  ])
})
