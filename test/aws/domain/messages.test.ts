import { expect, test } from 'vitest'
import * as all from '../../../src/aws/domain/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const id = 'vaf-orders-8f3a1c-1'
const { failures, ...messages } = all

test('the messages about domains are these', () => {
  expect(
    catalogue(messages, {
      beingDeleted: [[id]],
      existsAlready: [[id]],
      notDeleted: [[id, messages.noTag(), [`aws opensearch delete-domain --domain-name ${id}`]]],
      otherName: [[]],
      otherEngine: [['Elasticsearch_7.10']],
      noTag: [[]],
      otherRun: [['vaf-3f9c2', 'vaf-00001']],
      needsServiceRole: [[id, 'ValidationException: you must enable a service-linked role']],
      reasonUnknown: [[]],
      unsettledDetail: [[]],
      deletingDetail: [[]],
      failedStages: [
        ['ValidationFailed', [{ name: 'Validation', description: 'no address is free.' }, {}]],
        ['Cancelled', []],
      ],
      differs: [['volume in GiB', 'none', 10]],
      unknownConfiguration: [[]],
      badName: [['Orders']],
      unknownVersion: [['OpenSearch_2.18', ['OpenSearch_2.19', 'OpenSearch_2.17']]],
      badInstanceType: [['t3.small']],
      noEncryption: [['t2.small.search']],
      ownDisks: [['i3.large.search']],
      tooManyInstances: [['t3.small.search', 10, 11]],
      volumeTooSmall: [[10, 9]],
      volumeTooLarge: [['t3.small.search', 100, 101]],
      noPolicy: [[]],
      openPolicy: [[]],
      policyByAddress: [[]],
      noPrincipals: [[]],
      badPrincipal: [['*']],
      badSubnetCount: [[4]],
      fewerInstancesThanSubnets: [[2, 1]],
      tooManyTags: [[9, 10]],
      reservedTag: [['aws:team']],
      ownTag: [['vitest-aws-fixtures']],
      badTagKey: [['']],
      badTagValue: [['team']],
    }),
  ).toMatchInlineSnapshot(`
    "beingDeleted
      OpenSearch domain vaf-orders-8f3a1c-1 cannot be created: AWS is still deleting the last domain of this name.
      A deletion takes about ten minutes, and sometimes hours. A domain of another name can be created at once.

    existsAlready
      OpenSearch domain vaf-orders-8f3a1c-1 exists already.
      It has no tag 'vitest-aws-fixtures' of this package, so it was not changed.
      Choose another name for this project: 'aws.name'.

    notDeleted
      OpenSearch domain vaf-orders-8f3a1c-1 is not deleted: it has no tag 'vitest-aws-fixtures' of this package.
      This package deletes only a domain that has both its name and its tag.
      If nobody needs the domain: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1

    otherName
      its name does not begin with 'vaf-'

    otherEngine
      its engine is 'Elasticsearch_7.10'

    noTag
      it has no tag 'vitest-aws-fixtures' of this package

    otherRun
      it belongs to the run vaf-3f9c2, and this is for vaf-00001

    needsServiceRole
      OpenSearch domain vaf-orders-8f3a1c-1 could not be created.
      ValidationException: you must enable a service-linked role
      A domain in a VPC needs the role of the service, which is created once in an account: aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com

    reasonUnknown
      The reason is not known.

    unsettledDetail
      DescribeDomain does not find it, and DescribeDomainConfig does.

    deletingDetail
      AWS has accepted its deletion, which mostly takes minutes and sometimes days.

    failedStages
      ValidationFailed. Validation: no address is free. A stage: no reason is given.
      or
      Cancelled. The service names no stage that failed.

    differs
      volume in GiB: none, but the options ask for 10

    unknownConfiguration
      its configuration is not known

    badName
      'Orders' cannot be the name of a domain: a name has 3 to 28 lower-case letters, digits and hyphens, and begins with a letter.

    unknownVersion
      opensearch.engineVersion: 'OpenSearch_2.18' is unknown; Amazon OpenSearch Service has OpenSearch_2.19, OpenSearch_2.17.

    badInstanceType
      aws.opensearch.instanceType: 't3.small' is not an instance type, such as t3.small.search.

    noEncryption
      aws.opensearch.instanceType: 't2.small.search' cannot encrypt its disks; choose a newer type, such as t3.small.search.

    ownDisks
      aws.opensearch.instanceType: 'i3.large.search' has disks of its own and takes no volume; choose a type without disks.

    tooManyInstances
      aws.opensearch.instanceCount: a domain has at most 10 instances of t3.small.search, not 11.

    volumeTooSmall
      aws.opensearch.volumeGb: a volume has at least 10 GiB, not 9.

    volumeTooLarge
      aws.opensearch.volumeGb: a volume of t3.small.search has at most 100 GiB, not 101.

    noPolicy
      aws.opensearch.accessPolicy: it is not a policy, which is JSON with a Statement.

    openPolicy
      aws.opensearch.accessPolicy: it lets everybody in, which AWS rejects for a domain on the internet, but only after many minutes; name principals, or add a Condition.

    policyByAddress
      aws.opensearch.accessPolicy: it depends on IP addresses (aws:SourceIp), which AWS rejects for a domain in a VPC; use security groups.

    noPrincipals
      aws.opensearch.principals: the list is empty, so that nobody could call the domain.

    badPrincipal
      aws.opensearch.principals: '*' is not the ARN of a user, role or account.

    badSubnetCount
      aws.opensearch.vpc.subnetIds: a domain is in one to three subnets, not 4.

    fewerInstancesThanSubnets
      aws.opensearch.vpc.subnetIds: 2 subnets need as many instances; instanceCount is 1.

    tooManyTags
      aws.tags: a domain has at most 9 tags of yours, beside the one of this package; there are 10.

    reservedTag
      aws.tags: the key 'aws:team' is reserved by AWS.

    ownTag
      aws.tags: the key 'vitest-aws-fixtures' is this package's own.

    badTagKey
      aws.tags: the key '' does not have 1 to 128 characters.

    badTagValue
      aws.tags: the value of 'team' has more than 256 characters."
  `)
})

test('the first line of an error about a domain names the call that failed', () => {
  expect(Object.entries(failures).map(([call, text]) => `${call}: ${text(id)}`)).toMatchInlineSnapshot(`
    [
      "observe: The state of OpenSearch domain vaf-orders-8f3a1c-1 could not be read.",
      "create: OpenSearch domain vaf-orders-8f3a1c-1 could not be created.",
      "delete: OpenSearch domain vaf-orders-8f3a1c-1 could not be deleted.",
      "continueDelete: The deletion of OpenSearch domain vaf-orders-8f3a1c-1 could not be completed.",
      "owner: The tags of OpenSearch domain vaf-orders-8f3a1c-1 could not be read.",
      "retag: OpenSearch domain vaf-orders-8f3a1c-1 could not be tagged.",
      "listOwned: The OpenSearch domains of run vaf-orders-8f3a1c-1 could not be listed.",
    ]
  `)
})
