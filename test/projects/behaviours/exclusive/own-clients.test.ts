import { expect, test } from 'vitest'
import { neptune, openSearch, sign } from './data-layer.ts'

const { OPENSEARCH, NEPTUNE, PREFIX } = process.env as Record<string, string>

test('variables name endpoints, prefix and region', () => {
  const { OPENSEARCH_HOST, OPENSEARCH_PORT, REGION, AWS_REGION } = process.env
  const url = new URL(OPENSEARCH!)
  expect(url.protocol).toBe('https:')
  expect([OPENSEARCH_HOST, OPENSEARCH_PORT]).toEqual([url.hostname, url.port])
  expect(new URL(NEPTUNE!).protocol).toBe('https:')
  expect(PREFIX).toMatch(/^vaf-[a-z0-9]{5}-w\d+-/)
  expect([REGION, AWS_REGION]).toEqual(['eu-west-1', 'eu-west-1'])
})

test("what would win over the run's credentials is taken out", () => {
  expect(process.env.AWS_PROFILE).toBeUndefined()
})

test.for(['aws-v3', 'aws'] as const)('the official OpenSearch client signs by its entry point %s', async (entry) => {
  const client = openSearch(entry)
  await client.index({ index: `${PREFIX}own`, id: '1', body: { a: 1 }, refresh: true })
  expect((await client.count({ index: `${PREFIX}own` })).body.count).toBe(1)
  await client.close()
})

test('the gremlin driver signs its upgrade', async () => {
  const { connection, g } = await neptune()
  await g.addV('own').iterate()
  expect(await g.V().hasLabel('own').count().next()).toMatchObject({ value: 1 })
  await connection.close()
})

test('a raw fetch is signed by the signer of the AWS SDK', async () => {
  const search = new URL(`/${PREFIX}own/_doc/1`, OPENSEARCH)
  const body = '{"a":1}'
  const put = await fetch(search, { method: 'PUT', headers: await sign('es', search, 'PUT', body), body })
  expect(put.status).toBe(201)
  const status = new URL('/status', NEPTUNE)
  const answer = await fetch(status, { headers: await sign('neptune-db', status) })
  expect(await answer.json()).toMatchObject({ status: 'healthy' })
})

test.for([
  ['OpenSearch', new URL('/_cat/indices', OPENSEARCH), 'User: anonymous is not authorized to perform: es:ESHttpGet'],
  ['Neptune', new URL('/status', NEPTUNE), 'Missing Authentication Token'],
] as const)('an unsigned request to %s is refused with 403, as AWS words it', async ([, url, words]) => {
  const answer = await fetch(url)
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain(words)
})

test('a body that is changed after signing is refused', async () => {
  const url = new URL(`/${PREFIX}own/_doc/1`, OPENSEARCH)
  const headers = await sign('es', url, 'PUT', '{"a":1}')
  const answer = await fetch(url, { method: 'PUT', headers, body: '{"a":2}' })
  expect(answer.status).toBe(403)
  expect(await answer.text()).toContain('The request signature we calculated does not match')
})

test('what own clients have made is gone before the next test', async () => {
  const client = openSearch()
  expect((await client.cat.indices({ index: `${PREFIX}*`, format: 'json' })).body).toEqual([])
  await client.close()
  const { connection, g } = await neptune()
  expect(await g.V().hasLabel('own').count().next()).toMatchObject({ value: 0 })
  await connection.close()
})
