import type { Messages } from './messages.ts'

export const options: Messages = {
  'region missing': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- region: target 'aws' needs a region, such as { region: 'eu-west-1' }, or AWS_REGION.",
  ],
  'an option misspelt': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.acounts: there is no such option.',
  ],
  'engine version unknown': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- opensearch.engineVersion: 'OpenSearch_9.9' is unknown; Amazon OpenSearch Service has OpenSearch_3.5, OpenSearch_3.3, OpenSearch_3.1, OpenSearch_2.19, OpenSearch_2.17, OpenSearch_2.15, OpenSearch_2.13, OpenSearch_2.11, OpenSearch_2.9, OpenSearch_2.7, OpenSearch_2.5, OpenSearch_2.3, OpenSearch_1.3, OpenSearch_1.2, OpenSearch_1.1, OpenSearch_1.0.",
  ],
  'instance type not on the list': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.opensearch.instanceType: 't3.small.search' is not among 'aws.allowedInstanceTypes', which has db.t3.medium.",
  ],
  'class not on the list': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.neptune.instanceClass: 'db.t3.medium' is not among 'aws.allowedInstanceTypes', which has t3.small.search.",
  ],
  'more nodes than allowed': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.opensearch.instanceCount: 3 is more than 'aws.maxNodes' allows, 1.",
  ],
  'more capacity units than allowed': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.neptune.serverless.maxNcu: 16 is more than 'aws.maxNcu' allows, 2.",
  ],
  'more dollars an hour than allowed': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.maxHourlyUsd: what is asked for costs about $0.18 an hour by us-east-1 prices of March 2026, times 1.35; 0.1 is allowed.',
  ],
  'no price under a limit of dollars': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.maxHourlyUsd: the price of r9.large.search is not known. Add it: aws: { pricesPerHour: { 'r9.large.search': <US dollars an hour in eu-west-1> } }",
  ],
  'cluster in a VPC, machine outside': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.neptune: a cluster is in a VPC, and cannot be reached from outside of it. Set aws.neptune.publiclyAccessible: true (engine 1.4.6.0 or later; it has IAM authentication), with securityGroupIds that let this machine's address in at port 8182; set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local.",
  ],
  'domain in a VPC, machine outside': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.opensearch.vpc: a domain in a VPC cannot be reached from outside of it. Leave it out, so that the domain is on the internet; set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local.",
  ],
  'public cluster of too old an engine': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.neptune.publiclyAccessible: engine 1.4.5.0 has no public address; 1.4.6.0 is the first that has.',
  ],
  'domain on the internet open to all': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.opensearch.accessPolicy: it lets everybody in, which AWS refuses for a domain on the internet, but only after many minutes; name principals, or add a Condition.',
  ],
  'endpoint in another region': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.opensearch.endpoint: it is in us-east-1, and the region is eu-west-1.',
  ],
  'reader endpoint for a run that writes': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    "- aws.neptune.endpoint: it is the cluster's reader endpoint, and a run writes. Give the cluster's own, https://a.cluster-b.eu-west-1.neptune.amazonaws.com:8182; for tests that only read, set isolation: 'partition', without a dataset.",
  ],
  'endpoint of OpenSearch Serverless': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.opensearch.endpoint: it is a collection of OpenSearch Serverless, which this package does not support; give a domain of Amazon OpenSearch Service, or use target local.',
  ],
  'endpoint of Neptune Analytics': [
    'The options of awsFixtures() in the Vitest config are not valid.',
    '- aws.neptune.endpoint: it is a graph of Neptune Analytics, which speaks no Gremlin; give a cluster of Amazon Neptune, or use target local.',
  ],
  'region not in allowedRegions': [
    "Nothing is created in region eu-west-1: 'aws.allowedRegions' does not name it.",
    'It names us-east-1.',
    "Choose another region ('region', AWS_REGION), or allow it: aws: { allowedRegions: ['eu-west-1'] }",
  ],
  'dataset not there': [
    'Dataset nowhere was not found.',
    'There is no folder FOLDER/fixtures/nowhere.',
    "The path in the option 'dataset' is relative to the root of the Vitest project.",
  ],
  'tunnel not open': [
    "No tunnel is open at 127.0.0.1:9, where 'aws.neptune.tunnel' says that there is one.",
    'Open it before the run, and keep it open until the run ends; or correct the option.',
  ],
}
