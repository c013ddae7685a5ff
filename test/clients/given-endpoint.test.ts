import { expect, test } from 'vitest'
import { connectGremlin, createOpenSearchClient, type Endpoint, resolveDriver } from '../../src/client.ts'
import { sdkAuthorization, startTlsServer } from './tls-server.ts'

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' }

test.for<[string, string | undefined]>([
  ['the host of its address, where the endpoint names no other', undefined],
  ['the host that the endpoint names, as through a tunnel', 'localhost:9443'],
])('a client of /client signs for %s', async ([, signingHost]) => {
  const { endpoint, requests } = await startTlsServer('opensearch')
  const { service, url, region, ca } = endpoint
  const given: Endpoint = { service, url, region, ...(ca && { ca }), ...(signingHost && { signingHost }) }
  const client = createOpenSearchClient({ endpoint: given, credentials: async () => credentials })
  await client.info()
  await client.close()
  expect(requests[0]?.headers.host).toBe(signingHost ?? new URL(url).host)
  expect(requests[0]?.headers.authorization).toBe(await sdkAuthorization(requests[0]!, endpoint, credentials))
})

test('a connection of /client knows the host that it signs for', async () => {
  const connection = connectGremlin({
    endpoint: { service: 'neptune', url: 'https://127.0.0.1:8182', region: 'eu-west-1' },
    credentials: async () => credentials,
    driver: resolveDriver(process.cwd()),
  })
  expect(connection.endpoint.signingHost).toBe('127.0.0.1:8182')
  await connection.close()
})
