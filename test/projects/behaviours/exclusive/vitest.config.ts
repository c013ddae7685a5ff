import { defineConfig } from 'vitest/config'
import { awsFixtures } from 'vitest-aws-fixtures'
import { shared } from './options.ts'

export default defineConfig({
  plugins: [
    awsFixtures({
      ...shared,
      env: {
        OPENSEARCH: 'opensearch.url',
        OPENSEARCH_HOST: 'opensearch.host',
        OPENSEARCH_PORT: 'opensearch.port',
        NEPTUNE: 'neptune.url',
        PREFIX: 'opensearch.indexPrefix',
        REGION: 'region',
      },
    }),
  ],
  test: { maxWorkers: 2, setupFiles: ['leave-out.ts'] },
})
