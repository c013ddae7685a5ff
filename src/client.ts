/** Signed clients, for use outside fixtures: `import { createOpenSearchClient } from 'vitest-aws-fixtures/client'`. */
export type { AwsCredentials, CredentialsProvider } from './base/credentials.ts'
export type { GivenEndpoint as Endpoint, Service } from './base/endpoint.ts'
export type { GremlinClientOptions, GremlinDriver, NeptuneConnection, NeptuneStatus } from './clients/gremlin/client.ts'
export { connectGremlin, resolveDriver } from './clients/gremlin/client.ts'
export type { OpenSearchClientOptions, OpenSearchLibrary } from './clients/opensearch/client.ts'
export { createOpenSearchClient, resolveOpenSearch } from './clients/opensearch/client.ts'
