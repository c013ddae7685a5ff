import { both, type FailedStart, graph, search } from './failed-start.ts'

/** Found in the options alone. */
const config = { code: 'AWS_FIXTURE_CONFIG', withinMs: 0 }
const open = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'es:*', Resource: '*' }] })

/** Faults that this machine finds alone, without a call to AWS. */
export const byOptions: readonly FailedStart[] = [
  {
    ...config,
    wrong: 'the region is missing',
    options: both({}, { region: undefined }),
    told: ['- region:', "target 'aws'", 'AWS_REGION'],
  },
  {
    ...config,
    wrong: 'the name of an option is misspelt',
    options: both({ acounts: [] }),
    told: ['- aws.acounts:'],
  },
  {
    ...config,
    wrong: 'the engine version is unknown',
    options: both({}, { opensearch: { engineVersion: 'OpenSearch_9.9' } }),
    told: ["- opensearch.engineVersion: 'OpenSearch_9.9'", 'OpenSearch_2.19'],
  },
  {
    ...config,
    wrong: 'the instance type is not on the list of allowed ones',
    options: both({ allowedInstanceTypes: ['db.t3.medium'] }),
    told: ["- aws.opensearch.instanceType: 't3.small.search'", "'aws.allowedInstanceTypes'", 'db.t3.medium'],
  },
  {
    ...config,
    wrong: 'the instance class is not on the list of allowed ones',
    options: both({ allowedInstanceTypes: ['t3.small.search'] }),
    told: ["- aws.neptune.instanceClass: 'db.t3.medium'", "'aws.allowedInstanceTypes'", 't3.small.search'],
  },
  {
    ...config,
    wrong: 'the domain would have more nodes than are allowed',
    options: search({ instanceCount: 3 }, { maxNodes: 1 }),
    told: ['- aws.opensearch.instanceCount: 3', "'aws.maxNodes'"],
  },
  {
    ...config,
    wrong: 'the cluster could take more capacity units than are allowed',
    options: graph({ serverless: { maxNcu: 16 } }, { maxNcu: 2 }),
    told: ['- aws.neptune.serverless.maxNcu: 16', "'aws.maxNcu'"],
  },
  {
    ...config,
    wrong: 'the run would cost more dollars an hour than are allowed',
    options: both({ maxHourlyUsd: 0.1 }),
    told: ['- aws.maxHourlyUsd:', '$0.18', 'us-east-1', '0.1'],
  },
  {
    ...config,
    wrong: 'dollars are limited and the price of the instance type is not known',
    options: search({ instanceType: 'r9.large.search' }, { maxHourlyUsd: 1 }),
    told: ['- aws.maxHourlyUsd:', "aws: { pricesPerHour: { 'r9.large.search': "],
  },
  {
    ...config,
    wrong: 'the cluster would be in a VPC and the machine is outside of it',
    options: graph({}, { insideVpc: false }),
    told: ['- aws.neptune:', 'aws.neptune.publiclyAccessible: true', '8182', 'aws.insideVpc: true', "'tunnel'"],
  },
  {
    ...config,
    wrong: 'the domain would be in a VPC and the machine is outside of it',
    options: search({ vpc: { subnetIds: ['subnet-0a'] } }, { insideVpc: false }),
    told: ['- aws.opensearch.vpc:', 'aws.insideVpc: true', "'tunnel'"],
  },
  {
    ...config,
    wrong: 'the engine of a public cluster is too old',
    options: graph({ publiclyAccessible: true }, {}, { neptune: { engineVersion: '1.4.5.0' } }),
    told: ['- aws.neptune.publiclyAccessible:', '1.4.5.0', '1.4.6.0'],
  },
  {
    ...config,
    wrong: 'the access policy opens a domain on the internet to everybody',
    options: search({ accessPolicy: open }),
    told: ['- aws.opensearch.accessPolicy:', 'Condition'],
  },
  {
    ...config,
    wrong: 'the given endpoint is in another region',
    options: search({ endpoint: 'https://search-orders-abcdefghijklmnopqrstuvwxyz.us-east-1.es.amazonaws.com' }),
    told: ['- aws.opensearch.endpoint:', 'us-east-1', 'eu-west-1'],
  },
  {
    ...config,
    wrong: 'the run writes and the given endpoint is the reader endpoint',
    options: graph({ endpoint: 'https://a.cluster-ro-b.eu-west-1.neptune.amazonaws.com' }),
    told: [
      '- aws.neptune.endpoint:',
      'https://a.cluster-b.eu-west-1.neptune.amazonaws.com:8182',
      "isolation: 'partition'",
    ],
  },
  {
    ...config,
    wrong: 'the given endpoint is one of OpenSearch Serverless',
    options: search({ endpoint: 'https://abc123.eu-west-1.aoss.amazonaws.com' }),
    told: ['- aws.opensearch.endpoint:', 'OpenSearch Serverless'],
  },
  {
    ...config,
    wrong: 'the given endpoint is one of Neptune Analytics',
    options: graph({ endpoint: 'https://g-0123456789.eu-west-1.neptune-graph.amazonaws.com' }),
    told: ['- aws.neptune.endpoint:', 'Neptune Analytics'],
  },
  {
    ...config,
    wrong: 'the region is not among the allowed ones',
    options: both({ allowedRegions: ['us-east-1'] }),
    told: ['eu-west-1', "'aws.allowedRegions'", 'us-east-1', "aws: { allowedRegions: ['eu-west-1'] }"],
  },
  {
    ...config,
    wrong: 'the dataset does not exist',
    options: both({}, { opensearch: { dataset: 'fixtures/nowhere' } }),
    code: 'AWS_FIXTURE_DATASET',
    told: ['FOLDER/fixtures/nowhere', "'dataset'"],
  },
  {
    ...config,
    wrong: 'the tunnel is not open',
    options: graph({ clusterIdentifier: 'routes-live', tunnel: '127.0.0.1:9' }),
    code: 'AWS_FIXTURE_REACHABILITY',
    told: ['127.0.0.1:9', "'aws.neptune.tunnel'", 'ECONNREFUSED'],
  },
]
