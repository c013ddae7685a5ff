import { defineConfig } from 'vitest/config'
import { awsFixtures } from 'vitest-aws-fixtures'

export default defineConfig({
  plugins: [
    awsFixtures({
      opensearch: { engineVersion: 'OpenSearch_2.19', dataset: '../../fixtures/airports' },
      neptune: { dataset: '../../fixtures/airports' },
      env: {
        OPENSEARCH_ENDPOINT: 'opensearch.url',
        NEPTUNE_ENDPOINT: 'neptune.url',
        INDEX_PREFIX: 'opensearch.indexPrefix',
      },
      region: 'eu-west-1',
      aws: {
        allowedAccounts: ['111122223333'],
        neptune: { publiclyAccessible: true, securityGroupIds: ['sg-0123456789abcdef0'] },
      },
    }),
  ],
})
