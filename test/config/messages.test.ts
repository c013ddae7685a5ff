import { expect, test } from 'vitest'
import * as messages from '../../src/config/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('every issue of the options begins with the name of its option, and says what is wrong and what to write', () => {
  const { listed, ...issues } = messages
  expect(listed(['a', 'b', 'c'])).toBe('a, b or c')
  expect(
    catalogue(issues, {
      invalidOptions: [[['onLeak: must be …', 'port: must be …']]],
      wrongOption: [
        ['opensearch.heapMb', 'must be at least 64; it is 32.', []],
        ['opensearch.datset', 'there is no such option.', ['dataset']],
        ['engineVersion', 'there is no such option.', ['opensearch.engineVersion', 'neptune.engineVersion']],
      ],
      unknownTarget: [['contaniers', ['local', 'containers', 'aws'], ['containers']]],
      noService: [[]],
      variableWithoutService: [['ENDPOINT', 'opensearch.url', 'opensearch']],
      indexWithoutViews: [['INDEX']],
      viewsOnAws: [[]],
      unknownVersion: [['opensearch', 'OpenSearch_9.9', "'OpenSearch_2.19', 'OpenSearch_3.5'"]],
      noRegion: [[]],
      otherRegion: [['aws.neptune.endpoint', 'us-east-1', 'eu-west-1']],
      serverless: [['aws.opensearch.endpoint']],
      analytics: [['aws.neptune.endpoint']],
      excluding: [['aws.opensearch', ['principals', 'accessPolicy']]],
      tunnelWithoutBridge: [[]],
      domainInVpc: [[]],
      clusterInVpc: [[]],
      readerEndpoint: [['routes.cluster-abc123.eu-west-1.neptune.amazonaws.com:8182']],
      tooMany: [['aws.opensearch.instanceCount', 5, 'aws.maxNodes', 3]],
      typeNotAllowed: [
        ['aws.opensearch.instanceType', 'r7g.large.search', ['t3.small.search', 'db.t3.medium']],
        ['aws.neptune.serverless', 'db.serverless', []],
      ],
      noPrice: [[['r9.large.search', 'db.r9.large'], 'eu-west-1']],
      tooExpensive: [['about $1.40 an hour', ['at us-east-1 prices of March 2026'], 1]],
    }),
  ).toMatchInlineSnapshot(`
    "invalidOptions
      The options of awsFixtures() in the Vitest config are not valid.
      - onLeak: must be …
      - port: must be …

    wrongOption
      opensearch.heapMb: must be at least 64; it is 32.
      or
      opensearch.datset: there is no such option. Did you mean 'dataset'?
      or
      engineVersion: there is no such option. Did you mean 'opensearch.engineVersion' or 'neptune.engineVersion'?

    unknownTarget
      AWS_FIXTURES_TARGET: must be 'local', 'containers' or 'aws'; it is "contaniers". Did you mean 'containers'?

    noService
      Neither 'opensearch' nor 'neptune' is set. Set at least one, for example { opensearch: true }.

    variableWithoutService
      env.ENDPOINT: 'opensearch.url' needs the key 'opensearch'.

    indexWithoutViews
      env.INDEX: 'opensearch.index' needs isolation: 'views'. Without views the index of each test has a name of its own, which the fixture 'index' gives.

    viewsOnAws
      isolation: 'views' is a preview for the targets 'local' and 'containers'. On target 'aws' use 'exclusive'.

    unknownVersion
      opensearch.engineVersion: 'OpenSearch_9.9' is unknown; there is 'OpenSearch_2.19', 'OpenSearch_3.5'.

    noRegion
      region: target 'aws' needs a region, such as { region: 'eu-west-1' }, or AWS_REGION.

    otherRegion
      aws.neptune.endpoint: it is in us-east-1, and the region is eu-west-1.

    serverless
      aws.opensearch.endpoint: it is a collection of OpenSearch Serverless, which this package does not support; give a domain of Amazon OpenSearch Service, or use target local.

    analytics
      aws.neptune.endpoint: it is a graph of Neptune Analytics, which speaks no Gremlin; give a cluster of Amazon Neptune, or use target local.

    excluding
      aws.opensearch: 'principals' and 'accessPolicy' exclude each other; keep one.

    tunnelWithoutBridge
      aws.bridge: a tunnel needs the bridge. Remove 'aws.bridge: false', or remove 'tunnel'.

    domainInVpc
      aws.opensearch.vpc: a domain in a VPC cannot be reached from outside of it. Leave it out, so that the domain is on the internet; set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local.

    clusterInVpc
      aws.neptune: a cluster is in a VPC, and cannot be reached from outside of it. Set aws.neptune.publiclyAccessible: true (engine 1.4.6.0 or later; it has IAM authentication), with securityGroupIds that let this machine's address in at port 8182; set aws.insideVpc: true where the run is inside that VPC, on a runner or by a VPN; give as 'tunnel' the near end of a tunnel that leads there, or a function that opens one; or use target local.

    readerEndpoint
      aws.neptune.endpoint: it is the cluster's reader endpoint, and a run writes. Give the cluster's own, https://routes.cluster-abc123.eu-west-1.neptune.amazonaws.com:8182; for tests that only read, set isolation: 'partition', without a dataset.

    tooMany
      aws.opensearch.instanceCount: 5 is more than 'aws.maxNodes' allows, 3.

    typeNotAllowed
      aws.opensearch.instanceType: 'r7g.large.search' is not among 'aws.allowedInstanceTypes', which has t3.small.search, db.t3.medium.
      or
      aws.neptune.serverless: 'db.serverless' is not among 'aws.allowedInstanceTypes', which is empty.

    noPrice
      aws.maxHourlyUsd: the price of r9.large.search and db.r9.large is not known. Add it: aws: { pricesPerHour: { 'r9.large.search': <US dollars an hour in eu-west-1>, 'db.r9.large': <US dollars an hour in eu-west-1> } }

    tooExpensive
      aws.maxHourlyUsd: what is asked for costs about $1.40 an hour at us-east-1 prices of March 2026; 1 is allowed."
  `)
})
