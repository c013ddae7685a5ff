import type { AwsFixturesOptions } from 'vitest-aws-fixtures'

/** What the projects of the suite have in common. The target comes from AWS_FIXTURES_TARGET. */
export const shared = {
  opensearch: { engineVersion: 'OpenSearch_2.19', dataset: 'dataset', index: 'towns' },
  neptune: { dataset: 'dataset' },
  region: 'eu-west-1',
  aws: { allowedAccounts: ['111122223333'], insideVpc: true },
} satisfies AwsFixturesOptions
