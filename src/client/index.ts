/** Signed clients, for use outside fixtures: `import { createOpenSearchClient } from 'vitest-aws-fixtures/client'`. */
export type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
export type { Endpoint, Service } from '../resource/endpoint.ts'
export type { GremlinClientOptions, GremlinDriver, NeptuneConnection, NeptuneStatus } from './gremlin-client.ts'
export { connectGremlin, resolveDriver } from './gremlin-client.ts'
export type { OpenSearchClientOptions, OpenSearchLibrary } from './opensearch-client.ts'
export { createOpenSearchClient, resolveOpenSearch } from './opensearch-client.ts'
