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
      bridgeTo: [['vpc-orders.eu-west-1.es.amazonaws.com']],
      openAt: [['https://127.0.0.1:9200']],
      folderOf: [['vaf-3f9c2']],
      oldLedgers: [[]],
      whatIsTagged: [['vaf-3f9c2']],
      credentialsEndpoint: [[]],
      nothingTagged: [['vaf-3f9c2', '111122223333', 'eu-west-1']],
      wrongToken: [[]],
      onlyPath: [['/credentials']],
    }),
  ).toMatchInlineSnapshot(`
    "whatIsLeft
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2

    fateOf
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2, whose process has ended. The run deletes it now.
      or
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2, has expired (2026-11-25T08:00:00Z). The run deletes it now.
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is left alone: the ledger of run vaf-3f9c2 names it, and by its tag it belongs to run vaf-00001.
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is left alone: the proof in its tag is not that of the ledger that names it, /state/vaf-3f9c2.ledger.jsonl.
      or
      OpenSearch domain vaf-orders-8f3a1c-1 of run vaf-3f9c2, created at 1970-01-01T00:01:00.000Z, may be in use: its process is on build-7, where this run cannot check it.
         Its tag expires at 2026-11-25T08:00:00Z, unless a run renews it. The next run after that deletes it.
         If that run is over, delete it now: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1
      or
      OpenSearch domain vaf-orders-8f3a1c-1 of run vaf-3f9c2, created at 1970-01-01T00:01:00.000Z, may be in use: its process is on build-7, where this run cannot check it.
         Its tag has no time of expiry, so that no run deletes it.
         If that run is over, delete it now: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1
      or
      OpenSearch domain vaf-orders-8f3a1c-1 is left alone: it does not have the tag of this package.
         The ledger /state/vaf-3f9c2.ledger.jsonl names it. If nobody needs it: aws opensearch delete-domain --domain-name vaf-orders-8f3a1c-1
         Otherwise remove the ledger.
      or
      (nothing)

    leftElsewhere
      Run vaf-3f9c2, whose process has ended, may have left opensearch-domain vaf-orders-8f3a1c-1 in account 111122223333, eu-west-1.
         The next run there deletes it. Or delete it by hand, and then delete /state/vaf-3f9c2.ledger.jsonl.
      or
      Run vaf-3f9c2, whose process this run cannot check, may have left opensearch-domain vaf-orders-8f3a1c-1 in account 111122223333, eu-west-1.
         The next run there deletes it. Or delete it by hand, and then delete /state/vaf-3f9c2.ledger.jsonl.

    ownerNotRead
      OpenSearch domain vaf-orders-8f3a1c-1, left by run vaf-3f9c2, may still be there.
      AccessDenied
      If it is: aws opensearch delete-domain …

    unusableLedgers
      A ledger cannot be used: /state/vaf-00000.ledger.jsonl (It is of version 1, and this is 2.).
         Resources on AWS that only such a ledger names stay until they are deleted by hand; their names begin with vaf-.
         Another version of this package may need the file. Otherwise look for such resources, and then remove the file.
      or
      7 ledgers cannot be used: /state/0.ledger.jsonl (It is not a file.), /state/1.ledger.jsonl (It is not a file.), /state/2.ledger.jsonl (It is not a file.), /state/3.ledger.jsonl (It is not a file.), /state/4.ledger.jsonl (It is not a file.), and 2 more.
         Resources on AWS that only such a ledger names stay until they are deleted by hand; their names begin with vaf-.
         Another version of this package may need the file. Otherwise look for such resources, and then remove the file.

    byNameOnly
      With reuse, all projects named orders in this account share their resources, since no repository tells this one apart.
         Set 'repository' in package.json, or set 'aws.sharedAs' to a name that only the runs have that should share.

    stillTagged
      These resources have the tag of run vaf-3f9c2 and still exist:
      - OpenSearch domain vaf-a-1: aws opensearch delete-domain …

    givenNotThere
      OpenSearch domain orders does not exist in eu-west-1, in the account of these credentials.
      Correct its name or the region, or leave the name out, so that the run creates one.

    givenNotReady
      A run does not change a resource that it is given. Make sure that it becomes active, name another, or leave the name out, so that the run creates one.

    noAddress
      opensearch is ready and has no address.

    givenGraph
      the graph of the given cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182

    waitsForTurn
      The run waits for the graph of the given cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182: process 4711 has it until its run ends. Runs with isolation 'exclusive' take turns.

    turnLost
      The lock was taken over. Another run may be using the graph of the given cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182.

    takenByProject
      Another project of this Vitest run has the graph of the given cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182, and both need it alone.
      Both end together, so that neither can wait for the other. The run has changed nothing.
      Set isolation: 'partition' for both, or give each a cluster of its own.

    noTurn
      This run cannot lock the graph of the given cluster at https://routes.eu-west-1.neptune.amazonaws.com:8182 with a file in /state. Another run may be using it.
         Last seen: EROFS: read-only file system

    bridgeTo
      bridge to vpc-orders.eu-west-1.es.amazonaws.com

    openAt
      open at https://127.0.0.1:9200

    folderOf
      folder of vaf-3f9c2

    oldLedgers
      ledgers of earlier runs

    whatIsTagged
      what is tagged run=vaf-3f9c2

    credentialsEndpoint
      endpoint of credentials

    nothingTagged
      Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.

    wrongToken
      The token is not that of this run.

    onlyPath
      There is only GET /credentials."
  `)
})
