import { expect, test } from 'vitest'
import * as messages from '../../src/resource/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const name = 'Neptune cluster vaf-orders-8f3a1c-1'
const byHand = 'aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot'
const named = { name, byHand }
const users = 'run vaf-3f9c2, until 2026-11-25T08:00:00.000Z'
const cause = 'AccessDenied: not authorized to perform rds:AddTagsToResource\n(HTTP 403)'
const others = {
  owner: 'github.com/others/shop',
  project: 'github.com/team/shop',
  run: 'vaf-3f9c2',
  state: 'available',
}

test('messages about a resource say which one it is, what was observed, and what to do', () => {
  expect(
    catalogue(messages, {
      alreadyThere: [['OpenSearch engine vaf-3f9c2', 'ready']],
      allNamesTaken: [['Neptune cluster', { first: 'vaf-a-1', last: 'vaf-a-9', count: 9 }]],
      madeByAnother: [[name, 'vaf-3f9c2']],
      tagsNotRead: [[named, 60_000]],
      cannotBeUsed: [[]],
      tooSlow: [
        [byHand, true],
        [byHand, false],
      ],
      notOurs: [[name]],
      anotherProjects: [[name, others]],
      anotherRuns: [[name, 'vaf-3f9c2', 'creating']],
      neverReady: [['vaf-3f9c2', byHand]],
      notAsAsked: [[named, ['its engine is 1.3.2.0, not 1.4.0.0', 'it has 2 instances, not 1']]],
      deleteByHand: [[byHand]],
      notDeleted: [
        [named, 'vaf-orders-8f3a1c-1', 'connect ETIMEDOUT'],
        [named, 'vaf-orders-8f3a1c-1', `${name} could not be deleted.\nAccessDenied`],
      ],
      stillThere: [
        [
          name,
          { state: 'deleting', detail: 'No instance is left.', timeoutMs: 900_000 },
          `Delete it by hand: ${byHand}`,
        ],
      ],
      stillRunning: [[byHand]],
      keptFor: [
        [undefined, ''],
        ['stopped', ''],
        ['stopped', users],
      ],
      notRenewed: [[name, cause]],
      waitsForUsers: [[name, users]],
      stillUsed: [[name, users, 1_800_000]],
      markNotRenewed: [[name, cause]],
      markNotRemoved: [[name, 900_000, cause]],
    }),
  ).toMatchInlineSnapshot(`
    "alreadyThere
      OpenSearch engine vaf-3f9c2 exists already; it is ready.

    allNamesTaken
      No Neptune cluster could be created: all 9 possible names belong to ones that are being deleted.
      Tried vaf-a-1 to vaf-a-9.
      Wait until they are gone, or ask AWS Support about deletions that take hours.

    madeByAnother
      Neptune cluster vaf-orders-8f3a1c-1 was made by another run at the same time: it is tagged with run vaf-3f9c2.
      It was left alone.
      Run the tests again.

    tagsNotRead
      Neptune cluster vaf-orders-8f3a1c-1 was requested, and its tags cannot be read.
      Last seen: no tag of ours within 60 s.
      Run the tests again. If it exists by then, delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    cannotBeUsed
      It cannot be used and is being deleted. Fix what AWS reports, then run the tests again.

    tooSlow
      It stays, and the next run waits for it. Allow more time with 'aws.createTimeoutMs'. To delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot
      or
      It is deleted now. Allow more time with 'aws.createTimeoutMs'. To delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    notOurs
      Neptune cluster vaf-orders-8f3a1c-1 exists already, and is not ours: it lacks our tag.
      Nothing was changed. Choose another name for this project: 'aws.name'.

    anotherProjects
      Neptune cluster vaf-orders-8f3a1c-1 exists already, and belongs to another project: github.com/others/shop; this is github.com/team/shop.
      Run vaf-3f9c2 made it, and it is available. Nothing was changed.
      Choose another name for this project: 'aws.name'. To share it, set the same 'aws.sharedAs' in both.

    anotherRuns
      Neptune cluster vaf-orders-8f3a1c-1 exists already; run vaf-3f9c2 made it, and it is creating.
      Nothing was changed. Choose another name for this project: 'aws.name'.

    neverReady
      Run vaf-3f9c2 made it. Delete it, so that the next run makes a new one: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    notAsAsked
      Neptune cluster vaf-orders-8f3a1c-1 is not as the options ask for, and is never changed:
      - its engine is 1.3.2.0, not 1.4.0.0
      - it has 2 instances, not 1
      Change it, or the options, or delete it so that a new one is made: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    deleteByHand
      Delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    notDeleted
      Neptune cluster vaf-orders-8f3a1c-1 could not be deleted.
      connect ETIMEDOUT
      Delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot
      or
      Neptune cluster vaf-orders-8f3a1c-1 could not be deleted.
    AccessDenied
      Delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    stillThere
      Neptune cluster vaf-orders-8f3a1c-1 is still there after it was deleted.
      Last state: deleting, 900 s after the request. No instance is left.
      Delete it by hand: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    stillRunning
      It is still running, and costs money. Stop it by hand, or delete it: aws neptune delete-db-cluster --db-cluster-identifier vaf-orders-8f3a1c-1 --skip-final-snapshot

    keptFor
      for the next run
      or
      stopped for the next run
      or
      and running for run vaf-3f9c2, until 2026-11-25T08:00:00.000Z

    notRenewed
      Neptune cluster vaf-orders-8f3a1c-1: its expiry could not be renewed. The run tries again.
         Last seen: AccessDenied: not authorized to perform rds:AddTagsToResource (HTTP 403)

    waitsForUsers
      Neptune cluster vaf-orders-8f3a1c-1 is used by run vaf-3f9c2, until 2026-11-25T08:00:00.000Z. This run waits for that: tests that need a graph alone take turns with other runs.

    stillUsed
      Neptune cluster vaf-orders-8f3a1c-1 is used by another run, and this run or the other one needs it alone.
      Last seen: run vaf-3f9c2, until 2026-11-25T08:00:00.000Z; waited for 1800 s.
      Wait until it has ended, set isolation: 'partition' for all runs that share it, or give this project a cluster of its own: 'aws.name'.

    markNotRenewed
      Neptune cluster vaf-orders-8f3a1c-1: the mark of this run could not be renewed. The run tries again.
         Last seen: AccessDenied: not authorized to perform rds:AddTagsToResource

    markNotRemoved
      Neptune cluster vaf-orders-8f3a1c-1: the mark of this run could not be removed; it expires in 15 min.
         Last seen: AccessDenied: not authorized to perform rds:AddTagsToResource"
  `)
})
