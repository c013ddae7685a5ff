import { both, type FailedStart, graph, search } from './failed-start.ts'

/** Found in the options alone. */
const config = {
  code: 'AWS_FIXTURE_CONFIG',
  withinMs: 0,
}
const open = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 'es:*', Resource: '*' }] })

/** What is told before any call: nobody but this machine is asked. */
export const byOptions: readonly FailedStart[] = [
  { ...config, title: 'region missing', options: both({}, { region: undefined }) },
  { ...config, title: 'an option misspelt', options: both({ acounts: [] }) },
  {
    ...config,
    title: 'engine version unknown',
    options: both({}, { opensearch: { engineVersion: 'OpenSearch_9.9' } }),
  },
  {
    ...config,
    title: 'instance type not on the list',
    options: both({ allowedInstanceTypes: ['db.t3.medium'] }),
  },
  {
    ...config,
    title: 'class not on the list',
    options: both({ allowedInstanceTypes: ['t3.small.search'] }),
  },
  { ...config, title: 'more nodes than allowed', options: search({ instanceCount: 3 }, { maxNodes: 1 }) },
  {
    ...config,
    title: 'more capacity units than allowed',
    options: graph({ serverless: { maxNcu: 16 } }, { maxNcu: 2 }),
  },
  { ...config, title: 'more dollars an hour than allowed', options: both({ maxHourlyUsd: 0.1 }) },
  {
    ...config,
    title: 'no price under a limit of dollars',
    options: search({ instanceType: 'r9.large.search' }, { maxHourlyUsd: 1 }),
  },
  { ...config, title: 'cluster in a VPC, machine outside', options: graph({}, { insideVpc: false }) },
  {
    ...config,
    title: 'domain in a VPC, machine outside',
    options: search({ vpc: { subnetIds: ['subnet-0a'] } }, { insideVpc: false }),
  },
  {
    ...config,
    title: 'public cluster of too old an engine',
    options: graph({ publiclyAccessible: true }, {}, { neptune: { engineVersion: '1.4.5.0' } }),
  },
  { ...config, title: 'domain on the internet open to all', options: search({ accessPolicy: open }) },
  {
    ...config,
    title: 'endpoint in another region',
    options: search({ endpoint: 'https://search-orders-abcdefghijklmnopqrstuvwxyz.us-east-1.es.amazonaws.com' }),
  },
  {
    ...config,
    title: 'reader endpoint for a run that writes',
    options: graph({ endpoint: 'https://a.cluster-ro-b.eu-west-1.neptune.amazonaws.com' }),
  },
  {
    ...config,
    title: 'endpoint of OpenSearch Serverless',
    options: search({ endpoint: 'https://abc123.eu-west-1.aoss.amazonaws.com' }),
  },
  {
    ...config,
    title: 'endpoint of Neptune Analytics',
    options: graph({ endpoint: 'https://g-0123456789.eu-west-1.neptune-graph.amazonaws.com' }),
  },
  {
    ...config,
    title: 'region not in allowedRegions',
    options: both({ allowedRegions: ['us-east-1'] }),
  },
  {
    ...config,
    title: 'dataset not there',
    options: both({}, { opensearch: { dataset: 'fixtures/nowhere' } }),
    code: 'AWS_FIXTURE_DATASET',
  },
  {
    ...config,
    title: 'tunnel not open',
    options: graph({ clusterIdentifier: 'routes-live', tunnel: '127.0.0.1:9' }),
    code: 'AWS_FIXTURE_REACHABILITY',
  },
]
