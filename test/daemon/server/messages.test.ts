import { expect, test } from 'vitest'
import * as messages from '../../../src/daemon/server/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const MB = 1_000_000
const { disks, ...texts } = messages
const owner = { who: 'the run in /home/me/shop', canHaveMade: () => true }
const space = { free: 90 * MB, total: 1_000 * MB }
const culprits = 'Under way was: worker 1: POST /gremlin (the run in /home/me/shop).'

test('the messages of a daemon to its clients name the engine, the run and the space', () => {
  expect(
    catalogue(texts, {
      diskTooFull: [
        [disks.memory(), { space, reserve: 100 * MB, needed: 3 * MB, share: { owner, bytes: 700 * MB } }],
        [disks.disk('/tmp'), { space, reserve: 100 * MB, needed: 3 * MB, share: { owner, bytes: 700 * MB } }],
      ],
      diskFullBecauseOf: [[disks.disk('/tmp'), { owner, bytes: 700 * MB }, space]],
      diskFull: [
        [disks.disk('/tmp'), []],
        [disks.disk('/tmp'), [owner]],
      ],
      engineEndedByItself: [[]],
      engineEndedForSpace: [[]],
      unansweredRequests: [[[]], [['worker 1: POST /gremlin (the run in /home/me/shop)']]],
      engineEnded: [['OpenSearch engine', culprits]],
      engineReplaced: [['OpenSearch engine', culprits]],
      engineNotReplaced: [['OpenSearch engine', 3, culprits]],
      graphReplaced: [[]],
      notUnderstood: [['A line has more than 16777216 bytes.']],
      unknownRequest: [['params.id', 'Invalid input: Received "x"']],
      runRejected: [
        ['vaf-3f9c2', 'ending'],
        ['vaf-3f9c2', 'second'],
        ['vaf-3f9c2', 'sameId'],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "diskTooFull
      The memory for data (/dev/shm) is too full for this write, which may take 3 MB: 90 MB of 1000 MB are left, and 100 MB are kept for other runs. 700 MB are of the run in /home/me/shop, which may not write that much until there is room. Delete indices, or use less data. Give it more room, in a container with --shm-size=2g, or keep data on disk with 'dataInMemory: false'.
      or
      The disk for data (/tmp) is too full for this write, which may take 3 MB: 90 MB of 1000 MB are left, and 100 MB are kept for other runs. 700 MB are of the run in /home/me/shop, which may not write that much until there is room. Delete indices, or use less data. Make space there, or set TMPDIR to a folder with more.

    diskFullBecauseOf
      The disk for data (/tmp) is full: 90 MB of 1000 MB are left. Most of what runs hold there, 700 MB, is of the run in /home/me/shop.

    diskFull
      The disk for data (/tmp) is full. Delete indices, or use less data. Make space there, or set TMPDIR to a folder with more.
      or
      The disk for data (/tmp) is full. Most of what runs hold there is of the run in /home/me/shop. Delete indices, or use less data. Make space there, or set TMPDIR to a folder with more.

    engineEndedByItself
      Its engine ended by itself while the tests ran.

    engineEndedForSpace
      Its engine was ended while the tests ran.

    unansweredRequests
      Nothing was under way.
      or
      Under way was: worker 1: POST /gremlin (the run in /home/me/shop).

    engineEnded
      The OpenSearch engine was ended. Under way was: worker 1: POST /gremlin (the run in /home/me/shop).

    engineReplaced
      The OpenSearch engine that runs share has ended, and another takes its place. Under way was: worker 1: POST /gremlin (the run in /home/me/shop).

    engineNotReplaced
      The OpenSearch engine that runs share has ended, and none takes its place: it has been replaced 3 times in this run. Under way was: worker 1: POST /gremlin (the run in /home/me/shop).

    graphReplaced
      The engine of the graph is being replaced, and is not there yet.

    notUnderstood
      The daemon was not understood.
      A line has more than 16777216 bytes.

    unknownRequest
      The daemon was asked for something it does not know.
      Last seen: params.id: Invalid input: Received "x".

    runRejected
      Run vaf-3f9c2 cannot be opened: its daemon is ending.
      or
      Run vaf-3f9c2 cannot be opened: its client has one already.
      or
      Run vaf-3f9c2 cannot be opened: there is one of this id."
  `)
})
