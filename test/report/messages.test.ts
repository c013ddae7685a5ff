import { expect, test } from 'vitest'
import * as messages from '../../src/report/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const domain = 'OpenSearch domain vaf-orders-8f3a1c-1'
const cluster = 'Neptune cluster vaf-orders-8f3a1c-1'
const cost = { perHourUsd: 0.0512, by: 'at us-east-1 prices of March 2026' }
const MINUTE = 60_000

test('the reports of a run read as follows', () => {
  expect(
    catalogue(messages, {
      downloading: [
        ['OpenSearch 2.19.1', false, 0.5e6, 90e6, 0],
        ['OpenSearch 2.19.1', false, 45e6, 90e6, 12_345],
        ['OpenSearch 2.19.1', true, 45e6, 90e6, 12_345],
      ],
      waiting: [
        [domain, 'creating', 'active', 3 * MINUTE, 13 * MINUTE],
        [domain, 'absent', 'active', MINUTE, undefined],
        [domain, 'unanswered', 'active', MINUTE, undefined],
        [domain, 'throttled', 'active', MINUTE, undefined],
        [domain, 'deleting', 'absent', 20 * MINUTE, 10 * MINUTE],
      ],
      resourceRequested: [
        [domain, cost],
        [domain, { unpriced: 'r9.large.search' }],
        [domain, undefined],
      ],
      stateSeen: [
        [domain, 'creating', 200, undefined],
        [domain, 'failed', 7 * MINUTE, 'ValidationFailed.'],
      ],
      resourceCreated: [[domain, 12 * MINUTE]],
      resourceReused: [[domain, 1_500]],
      resourceGiven: [[domain, 400]],
      resourceStep: [[domain, 'name resolved', 3_000]],
      resourceDeleted: [[domain, 9 * MINUTE]],
      resourceKept: [
        [cluster, 'stopped for the next run', 2 * MINUTE],
        [cluster, 'two other runs use it', 10],
      ],
      ready: [
        ['OpenSearch', '2.19.1', 6_300],
        ['OpenSearch', '2.19.1', undefined],
      ],
      datasetChanged: [['airports']],
      datasetWaiting: [
        ['Dataset airports', 1],
        ['Dataset airports', 12],
      ],
      datasetLoading: [['airports', 4_020, 8_742]],
      datasetLoaded: [['airports', '1 index', 2_100]],
      readyForTests: [['aws', 12 * MINUTE]],
      warning: [['The daemon does not answer any more.']],
      requestsRejected: [[1], [1_300]],
      interrupted: [['SIGINT', [domain]]],
      abandoned: [
        ['signal', [domain]],
        ['exit', [domain]],
        ['signal', []],
      ],
      cleanupProved: [
        [[domain], 690_000, ['Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.'], undefined],
        [[domain], 100, undefined, 'The engines stay for 15 minutes.'],
        [[], 0, undefined, undefined],
      ],
      stepByStep: [[[messages.resourceCreated(domain, 12 * MINUTE)]]],
      reporterFailed: [['ENOENT: no such file or directory']],
      costOfAnHour: [
        [cost],
        [{ perHourUsd: 0.003, by: '' }],
        [{ perHourUsd: 1.286, isAtMost: true, by: '' }],
        [{ unpriced: 'r9.large.search' }],
      ],
      receipt: [
        [[messages.receiptItem({ what: domain, cost, paidMs: 50 * MINUTE, usd: 0.04, end: 'deleted' })], undefined],
        [['…', '…'], messages.sum(0.33, true)],
      ],
      sum: [
        [0.33, false],
        [0.33, true],
        [0.004, false],
      ],
      receiptItem: [
        [{ what: domain, cost, paidMs: 50 * MINUTE, usd: 0.04, end: 'deleted' }],
        [{ what: domain, cost, paidMs: 50 * MINUTE, usd: 0.04, end: 'kept' }],
        [{ what: domain, cost, paidMs: 50 * MINUTE, usd: 0.04 }],
        [{ what: domain, cost: { unpriced: 'r9.large.search' }, paidMs: 50 * MINUTE, end: 'deleted' }],
        [{ what: cluster, cost, end: 'stopped' }],
      ],
      provisioningGroup: [['aws']],
      removalGroup: [[]],
      annotationTitle: [[]],
      runFailedTitle: [[]],
      abandonedTitle: [[]],
      unprovedTitle: [[]],
      summaryHeading: [['aws']],
      summaryProved: [[690_000]],
      summaryUnproved: [[1_000]],
    }),
  ).toMatchInlineSnapshot(`
    "downloading
      downloading OpenSearch 2.19.1: 0.5 of 90.0 MB
      or
      downloading OpenSearch 2.19.1: 45.0 of 90.0 MB, 12.3 MB/s
      or
      another run downloads OpenSearch 2.19.1: 45.0 of 90.0 MB, 12.3 MB/s

    waiting
      waiting 3 min of about 13 min: OpenSearch domain vaf-orders-8f3a1c-1 is creating
      or
      waiting 1 min: OpenSearch domain vaf-orders-8f3a1c-1 does not exist yet
      or
      waiting 1 min: OpenSearch domain vaf-orders-8f3a1c-1 does not answer
      or
      waiting 1 min: OpenSearch domain vaf-orders-8f3a1c-1 is throttled, polling more slowly
      or
      waiting 20 min, usually about 10 min: OpenSearch domain vaf-orders-8f3a1c-1 is deleting, not gone yet

    resourceRequested
      OpenSearch domain vaf-orders-8f3a1c-1 requested: about $0.051 an hour until it is deleted, at us-east-1 prices of March 2026
      or
      OpenSearch domain vaf-orders-8f3a1c-1 requested: price of r9.large.search unknown (set it in 'aws.pricesPerHour')
      or
      OpenSearch domain vaf-orders-8f3a1c-1 requested

    stateSeen
      OpenSearch domain vaf-orders-8f3a1c-1 is creating
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is failed after 7 min: ValidationFailed.

    resourceCreated
      OpenSearch domain vaf-orders-8f3a1c-1 created in 12 min

    resourceReused
      OpenSearch domain vaf-orders-8f3a1c-1 reused, ready after 1.5 s

    resourceGiven
      OpenSearch domain vaf-orders-8f3a1c-1 used as configured, ready after 0.4 s

    resourceStep
      OpenSearch domain vaf-orders-8f3a1c-1: name resolved in 3.0 s

    resourceDeleted
      OpenSearch domain vaf-orders-8f3a1c-1 deleted in 9 min

    resourceKept
      Neptune cluster vaf-orders-8f3a1c-1 kept, stopped for the next run, in 2 min
      or
      Neptune cluster vaf-orders-8f3a1c-1 kept, two other runs use it

    ready
      OpenSearch 2.19.1 ready in 6.3 s, client validated
      or
      OpenSearch 2.19.1 was running, client validated

    datasetChanged
      dataset airports has changed; loading it again

    datasetWaiting
      Dataset airports waits for one other load, probably of other runs
      or
      Dataset airports waits for 12 other loads, probably of other runs

    datasetLoading
      dataset airports: 4,020 of 8,742 elements loaded

    datasetLoaded
      dataset airports: 1 index in 2.1 s

    readyForTests
      target aws ready for tests after 12 min

    warning
      warning: The daemon does not answer any more.

    requestsRejected
      the gate rejected 1 request of tests; the failure of each test lists its own
      or
      the gate rejected 1,300 requests of tests; the failure of each test lists its own

    interrupted
      SIGINT: cleaning up; a second signal exits at once
      - OpenSearch domain vaf-orders-8f3a1c-1

    abandoned
      exiting at once; these may still exist:
      - OpenSearch domain vaf-orders-8f3a1c-1
      or
      the process exits before the cleanup, because of process.exit() or an uncaught error; these may still exist:
      - OpenSearch domain vaf-orders-8f3a1c-1
      or
      exiting at once; nothing was left

    cleanupProved
      cleanup proved in 11 min 30 s, nothing left of:
      - OpenSearch domain vaf-orders-8f3a1c-1
      Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.
      or
      cleanup proved in 0.1 s, nothing left of:
      - OpenSearch domain vaf-orders-8f3a1c-1
      The engines stay for 15 minutes.
      or
      cleanup proved in 0.0 s, nothing had been created

    stepByStep
      this run, step by step:
      - OpenSearch domain vaf-orders-8f3a1c-1 created in 12 min

    reporterFailed
      aws-fixtures: a reporter failed and is switched off; the run goes on: ENOENT: no such file or directory

    costOfAnHour
      about $0.051 an hour
      or
      less than $0.01 an hour
      or
      at most about $1.29 an hour
      or
      price of r9.large.search unknown (set it in 'aws.pricesPerHour')

    receipt
      estimated cost of this run:
      - OpenSearch domain vaf-orders-8f3a1c-1: 50 min, about $0.04
      or
      estimated cost of this run:
      - …
      - …
      - at most about $0.33 in total

    sum
      about $0.33
      or
      at most about $0.33
      or
      less than $0.01

    receiptItem
      OpenSearch domain vaf-orders-8f3a1c-1: 50 min, about $0.04
      or
      OpenSearch domain vaf-orders-8f3a1c-1: 50 min, about $0.04; it stays and goes on costing: about $0.051 an hour
      or
      OpenSearch domain vaf-orders-8f3a1c-1: 50 min, about $0.04; it may still exist and go on costing: about $0.051 an hour
      or
      OpenSearch domain vaf-orders-8f3a1c-1: 50 min, price of r9.large.search unknown (set it in 'aws.pricesPerHour')
      or
      Neptune cluster vaf-orders-8f3a1c-1: it stays stopped, only its storage costs

    provisioningGroup
      vitest-aws-fixtures: provisioning target aws

    removalGroup
      vitest-aws-fixtures: removing the resources of the run

    annotationTitle
      vitest-aws-fixtures

    runFailedTitle
      vitest-aws-fixtures: the target could not be provisioned

    abandonedTitle
      vitest-aws-fixtures: these may still exist

    unprovedTitle
      vitest-aws-fixtures: cleanup not proved

    summaryHeading
      ### vitest-aws-fixtures: target aws

    summaryProved
      ✅ Cleanup proved in 11 min 30 s, nothing left of:

    summaryUnproved
      ❌ The cleanup could not be proved (1.0 s):"
  `)
})
