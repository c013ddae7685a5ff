import { expect, test } from 'vitest'
import type { Left } from '../../../src/run/aws/fate-of-left.ts'
import * as messages from '../../../src/run/aws/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const kind = {
  name: 'OpenSearch domain',
  removal: (id: string) => [`aws opensearch delete-domain --domain-name ${id}`],
}
const left: Left = {
  record: {
    file: '/state/vaf-3f9c2.ledger.jsonl',
    run: 'vaf-3f9c2',
    secret: '0'.repeat(32),
    process: { pid: 4711, machine: 'build-7 5f1c' },
    startedAt: 0,
    resources: [],
  },
  resource: {
    ...{ type: 'opensearch-domain', id: 'vaf-orders-8f3a1c-1', account: '111122223333', region: 'eu-west-1' },
    ...{ isKept: false, state: 'created', at: { creating: 60_000 } },
  },
  liveness: 'gone',
}
const elsewhere: Left = { ...left, liveness: 'unknown' }
const graph = messages.givenGraph('https://routes.eu-west-1.neptune.amazonaws.com:8182')
const owner = { run: 'vaf-3f9c2', expires: '2026-11-25T08:00:00Z' }

test('messages of a run on AWS say which resource they are about, what was seen, and what to do', () => {
  expect(
    catalogue(messages, {
      whatIsLeft: [[left, kind]],
      fateOf: [
        ['delete', left, kind, owner],
        ['delete', elsewhere, kind, owner],
        ['leave', left, kind, { run: 'vaf-00001' }],
        ['forget', left, kind, owner],
        ['leave', elsewhere, kind, owner],
        ['leave', elsewhere, kind, { run: 'vaf-3f9c2' }],
        ['leave', left, kind, undefined],
        ['look-again', left, kind, undefined],
      ],
      leftElsewhere: [[left], [elsewhere]],
      ownerNotRead: [
        [{ what: messages.whatIsLeft(left, kind), byHand: 'aws opensearch delete-domain …' }, 'AccessDenied'],
      ],
      unusableLedgers: [
        [[{ file: '/state/vaf-00000.ledger.jsonl', why: 'It is of version 1, and this is 2.' }]],
        [Array.from({ length: 7 }, (_, at) => ({ file: `/state/${at}.ledger.jsonl`, why: 'It is not a file.' }))],
      ],
      byNameOnly: [['orders']],
      stillTagged: [['vaf-3f9c2', [{ name: 'OpenSearch domain vaf-a-1', byHand: 'aws opensearch delete-domain …' }]]],
      givenNotThere: [['OpenSearch domain orders', 'eu-west-1']],
      givenNotReady: [['active']],
      noAddress: [['opensearch']],
      givenGraph: [['https://routes.eu-west-1.neptune.amazonaws.com:8182']],
      waitsForTurn: [[graph, 'process 4711']],
      turnLost: [[graph, 'The lock was taken over.']],
      takenByProject: [[graph]],
      noTurn: [[graph, '/state', 'EROFS: read-only file system']],
    }),
  ).toMatchInlineSnapshot(`
    "whatIsLeft
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2

    fateOf
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2, whose process has ended: it is deleted now.
      or
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2, and expired since 2026-11-25T08:00:00Z: it is deleted now.
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is left alone: run vaf-3f9c2 has noted it, and by its tag it is run vaf-00001's.
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is left alone: its tag does not have the proof of the ledger that names it, /state/vaf-3f9c2.ledger.jsonl.
      or
      OpenSearch domain vaf-orders-8f3a1c-1 of run vaf-3f9c2, there since 1970-01-01T00:01:00.000Z, may still be used: nothing can be known of its process, on build-7.
         Its tag expires at 2026-11-25T08:00:00Z, unless it is renewed; the next run after that deletes it.
         If its run is over, delete it now: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1
      or
      OpenSearch domain vaf-orders-8f3a1c-1 of run vaf-3f9c2, there since 1970-01-01T00:01:00.000Z, may still be used: nothing can be known of its process, on build-7.
         Its tag has no time at which it expires, so that no run deletes it.
         If its run is over, delete it now: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is left alone: it does not have the tag of this package.
         The ledger /state/vaf-3f9c2.ledger.jsonl names it. If nobody needs it: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1
         Otherwise remove the ledger.
      or
      (nothing)

    leftElsewhere
      Run vaf-3f9c2, whose process has ended, may have left opensearch-domain vaf-orders-8f3a1c-1 in account 111122223333, eu-west-1.
         It is deleted by the next run there; or delete it by hand, and then /state/vaf-3f9c2.ledger.jsonl.
      or
      Run vaf-3f9c2, of whose process nothing can be known, may have left opensearch-domain vaf-orders-8f3a1c-1 in account 111122223333, eu-west-1.
         It is deleted by the next run there; or delete it by hand, and then /state/vaf-3f9c2.ledger.jsonl.

    ownerNotRead
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2, may still be there.
      AccessDenied
      If it is: aws opensearch delete-domain …

    unusableLedgers
      A ledger cannot be used, and nothing is deleted by it: /state/vaf-00000.ledger.jsonl (It is of version 1, and this is 2.).
         What it may have recorded on AWS stays until it is deleted by hand; its names begin with vaf-.
         Another version of this package may need it. Otherwise look for such resources, and then remove the file.
      or
      7 ledgers cannot be used, and nothing is deleted by it: /state/0.ledger.jsonl (It is not a file.), /state/1.ledger.jsonl (It is not a file.), /state/2.ledger.jsonl (It is not a file.), /state/3.ledger.jsonl (It is not a file.), /state/4.ledger.jsonl (It is not a file.), and 2 more.
         What it may have recorded on AWS stays until it is deleted by hand; its names begin with vaf-.
         Another version of this package may need it. Otherwise look for such resources, and then remove the file.

    byNameOnly
      With reuse, projects of the name orders in this account share what is made: no repository tells this one apart.
         Set 'repository' in package.json, or set 'aws.sharedAs' to a name that only the runs that share have in common.

    stillTagged
      Still there, by its tag made by run vaf-3f9c2:
      - OpenSearch domain vaf-a-1: aws opensearch delete-domain …

    givenNotThere
      OpenSearch domain orders is not there: not in eu-west-1, in the account of these credentials.
      Correct its name or the region; or leave the name out, so that one is made.

    givenNotReady
      A run changes nothing of what it is given. Make sure that it becomes active, name another, or leave the name out, so that one is made.

    noAddress
      opensearch is ready and has no address.

    givenGraph
      the graph of the cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182, which was given

    waitsForTurn
      waiting for the graph of the cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182, which was given: process 4711 has it until its run ends. Tests that need a graph alone take turns.

    turnLost
      The lock was taken over. Another run may be using the graph of the cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182, which was given.

    takenByProject
      Another project of this run has the graph of the cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182, which was given, and both need it alone.
      They end together, so that neither can wait for the other. Nothing was touched.
      Set isolation: 'partition' for both, or give each a cluster of its own.

    noTurn
      This run cannot note in /state that it uses the graph of the cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182, which was given. Another run may be using it.
         Last seen: EROFS: read-only file system"
  `)
})
