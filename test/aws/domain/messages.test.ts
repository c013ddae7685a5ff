import { expect, test } from 'vitest'
import * as all from '../../../src/aws/domain/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const id = 'vaf-orders-8f3a1c-1'
const { failures, ...messages } = all

test('the messages about domains read as follows', () => {
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
    }),
  ).toMatchInlineSnapshot(`
    "beingDeleted
      OpenSearch domain vaf-orders-8f3a1c-1 cannot be created: AWS is still deleting the last domain of this name.
      A deletion takes about ten minutes, and sometimes hours. A domain of another name need not wait for it.

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
      volume in GiB: it is none, and 10 is asked for

    unknownConfiguration
      its configuration is not known"
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
