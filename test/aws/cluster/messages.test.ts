import { expect, test } from 'vitest'
import * as all from '../../../src/aws/cluster/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const id = 'vaf-orders-8f3a1c-1'
const seen = 'InvalidDBClusterStateFault: The cluster is not available.'
const { failures, advice, ...messages } = all

test('the messages about clusters are these', () => {
  expect(
    catalogue(messages, {
      notCreated: [[id, ["aws.tags: the key 'rds:a' is reserved by AWS."]]],
      beingDeleted: [[id]],
      existsAlready: [
        [messages.ofCluster(id), 'vaf-3f9c2'],
        [messages.ofInstance(`${id}-1`, id), undefined],
      ],
      ofCluster: [[id]],
      ofInstance: [[`${id}-1`, id]],
      instanceNotYet: [[seen]],
      instanceHidden: [[`${id}-1`]],
      clusterHidden: [[id]],
      notOurs: [[id, messages.noTag()]],
      otherName: [[]],
      otherEngine: [[['docdb cluster orders']]],
      noTag: [[]],
      otherRun: [['vaf-3f9c2', 'vaf-00001']],
      otherRunsInstance: [[`${id}-2`, 'vaf-3f9c2']],
      rejected: [['start it', seen]],
      requestedDetail: [[]],
      unknownState: [[id, 'polishing']],
      endlessList: [[200]],
      rejectedCreation: [[messages.ofCluster(id), seen, messages.needsServiceRole()]],
      needsServiceRole: [[]],
      differs: [['engineVersion', '1.4.5.0', '1.4.6.0']],
      badPrefix: [['orders']],
      idTooLong: [[`vaf-${'a'.repeat(58)}`, 61]],
      badId: [['vaf-a_b']],
      badVersion: [['1.3']],
      tooOldForServerless: [['1.2.0.0', '1.2.0.1']],
      tooOldForPublic: [['1.4.5.1', '1.4.6.0']],
      serverlessClass: [[]],
      badInstanceClass: [['t3.medium']],
      badCapacity: [['minNcu', 0.7, 1, 128]],
      capacityUpsideDown: [[4, 2]],
      tooManyTags: [[49, 50]],
      reservedTag: [['aws:team']],
      ownTag: [['vitest-aws-fixtures']],
      badTagKey: [['g?']],
      badTagValue: [['team', 'j?']],
    }),
  ).toMatchInlineSnapshot(`
    "notCreated
      Neptune cluster vaf-orders-8f3a1c-1 is not created.
      aws.tags: the key 'rds:a' is reserved by AWS.

    beingDeleted
      Neptune cluster vaf-orders-8f3a1c-1 cannot be created: AWS is still deleting the last cluster of this name.

    existsAlready
      Neptune cluster vaf-orders-8f3a1c-1 exists already.
      It belongs to run vaf-3f9c2.
      It was not changed. Choose another name for this project: 'aws.name'.
      or
      Instance vaf-orders-8f3a1c-1-1 of Neptune cluster vaf-orders-8f3a1c-1 exists already.
      It has no tag 'vitest-aws-fixtures', so it is not this package's own.
      It was not changed. Choose another name for this project: 'aws.name'.

    ofCluster
      Neptune cluster vaf-orders-8f3a1c-1

    ofInstance
      Instance vaf-orders-8f3a1c-1-1 of Neptune cluster vaf-orders-8f3a1c-1

    instanceNotYet
      AWS does not add the instance yet. InvalidDBClusterStateFault: The cluster is not available.

    instanceHidden
      AWS says that instance vaf-orders-8f3a1c-1-1 exists, and does not show it yet.

    clusterHidden
      AWS says that cluster vaf-orders-8f3a1c-1 exists, and does not show it.

    notOurs
      Neptune cluster vaf-orders-8f3a1c-1 is neither changed nor deleted: this package may not.
      It has no tag 'vitest-aws-fixtures'.
      If it should be deleted, delete it by hand.

    otherName
      Its name does not begin with 'vaf-'.

    otherEngine
      It is not Neptune's: docdb cluster orders.

    noTag
      It has no tag 'vitest-aws-fixtures'.

    otherRun
      It belongs to the run vaf-3f9c2, and this is for vaf-00001.

    otherRunsInstance
      Its instance vaf-orders-8f3a1c-1-2 belongs to the run vaf-3f9c2.

    rejected
      AWS rejected the request to start it. InvalidDBClusterStateFault: The cluster is not available.

    requestedDetail
      It has been asked for, and AWS does not show it yet.

    unknownState
      Neptune cluster vaf-orders-8f3a1c-1 is polishing, a state that this version does not know. The run waits for it.

    endlessList
      The list of Neptune's clusters and instances does not end: 200 pages were read.

    rejectedCreation
      Neptune cluster vaf-orders-8f3a1c-1 could not be created.
      InvalidDBClusterStateFault: The cluster is not available.
      The service needs its role, which is created once in an account: aws iam create-service-linked-role --aws-service-name rds.amazonaws.com

    needsServiceRole
      The service needs its role, which is created once in an account: aws iam create-service-linked-role --aws-service-name rds.amazonaws.com

    differs
      engineVersion: 1.4.5.0, but the options ask for 1.4.6.0

    badPrefix
      The cluster's name 'orders' does not begin with 'vaf-'.

    idTooLong
      The cluster's name 'vaf-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' has 62 characters. At most 61 are allowed, because the name of its instance has two more.

    badId
      The cluster's name 'vaf-a_b' may have lower-case letters, digits and hyphens, without two hyphens in a row and without one at the end.

    badVersion
      neptune.engineVersion: '1.3' is not a version of Amazon Neptune, such as 1.4.6.0.

    tooOldForServerless
      aws.neptune.serverless: engine 1.2.0.0 has no serverless instances; the first engine that has them is 1.2.0.1.

    tooOldForPublic
      aws.neptune.publiclyAccessible: engine 1.4.5.1 has no public address; the first engine that has one is 1.4.6.0.

    serverlessClass
      aws.neptune.instanceClass: 'db.serverless' needs limits; set aws.neptune.serverless instead.

    badInstanceClass
      aws.neptune.instanceClass: 't3.medium' is not an instance class, such as db.t3.medium.

    badCapacity
      aws.neptune.serverless.minNcu: 0.7 is not between 1 and 128 in steps of 0.5.

    capacityUpsideDown
      aws.neptune.serverless: minNcu, 4, is above maxNcu, 2.

    tooManyTags
      aws.tags: a cluster has at most 49 tags of yours, beside the one of this package; there are 50.

    reservedTag
      aws.tags: the key 'aws:team' is reserved by AWS.

    ownTag
      aws.tags: the key 'vitest-aws-fixtures' is this package's own.

    badTagKey
      aws.tags: 'g?' cannot be the key of a tag.

    badTagValue
      aws.tags.team: 'j?' cannot be the value of a tag."
  `)
})

test('the first line of an error about a cluster names the call that failed', () => {
  expect(Object.entries(failures).map(([call, text]) => `${call}: ${text(id)}`)).toMatchInlineSnapshot(`
    [
      "observe: The state of Neptune cluster vaf-orders-8f3a1c-1 could not be read.",
      "create: Neptune cluster vaf-orders-8f3a1c-1 could not be created.",
      "continueCreate: The creation of Neptune cluster vaf-orders-8f3a1c-1 could not be completed.",
      "delete: Neptune cluster vaf-orders-8f3a1c-1 could not be deleted.",
      "continueDelete: The deletion of Neptune cluster vaf-orders-8f3a1c-1 could not be completed.",
      "owner: The tags of Neptune cluster vaf-orders-8f3a1c-1 could not be read.",
      "retag: Neptune cluster vaf-orders-8f3a1c-1 could not be tagged.",
      "listMarks: The runs that use Neptune cluster vaf-orders-8f3a1c-1 could not be read from its tags.",
      "putMark: Neptune cluster vaf-orders-8f3a1c-1 could not be tagged as used by this run.",
      "removeMark: The tag of a run could not be removed from Neptune cluster vaf-orders-8f3a1c-1.",
      "listOwned: The Neptune clusters of run vaf-orders-8f3a1c-1 could not be listed.",
      "stop: Neptune cluster vaf-orders-8f3a1c-1 could not be stopped.",
    ]
  `)
})

test('each rejection of a creation has advice', () => {
  const texts = Object.entries(advice).flatMap(([name, text]) =>
    [...new Set([text('orders'), text(undefined)])].map((each) => `${name}: ${each}`),
  )
  expect(texts).toMatchInlineSnapshot(`
    [
      "InsufficientDBInstanceCapacityFault: Choose another aws.neptune.instanceClass, or a subnet group in other Availability Zones, or try again later.",
      "InsufficientStorageClusterCapacityFault: Choose a subnet group in other Availability Zones, or try again later.",
      "DBClusterQuotaExceededFault: Delete clusters, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.",
      "InstanceQuotaExceededFault: Delete instances, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.",
      "StorageQuotaExceededFault: Delete databases, or request a higher quota: Amazon RDS and Neptune share it.",
      "DBSubnetGroupNotFoundFault: Correct aws.neptune.subnetGroup.",
      "DBSubnetGroupNotFoundFault: Create a DB subnet group and name it in aws.neptune.subnetGroup: the account has none named 'default' here.",
      "DBSubnetGroupDoesNotCoverEnoughAZs: Name a subnet group in aws.neptune.subnetGroup that has subnets in at least two Availability Zones.",
      "InvalidVPCNetworkStateFault: Name another subnet group in aws.neptune.subnetGroup.",
      "InvalidSubnet: Name another subnet group in aws.neptune.subnetGroup.",
      "KMSKeyNotAccessibleFault: Let this identity use the account’s key for Amazon RDS (alias aws/rds).",
    ]
  `)
})
