import { expect, test } from 'vitest'
import * as messages from '../../src/isolation/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const some = { vertices: 2, edges: 1 }
const wanted = { vertices: 3, edges: 4 }
const drop = "g.V().has('iata','BOS').drop()"

test('the messages of isolation say with names and numbers what is rejected, missing or not removed, and what to do', () => {
  expect(
    catalogue(messages, {
      severalIndices: [[['films', 'books']]],
      unknownIndex: [
        ['film', ['books', 'films'], 'films'],
        ['airports', [], undefined],
      ],
      indexNotMade: [['vaf-3f9c2-w1-t1-films', 'index [vaf-3f9c2-w1-t1-films/4f0e] already exists']],
      indexNotRestored: [['vaf-3f9c2-w1-films', 'no such index']],
      seedNotRestorable: [
        [['data stream vaf-3f9c2-w1-logs'], undefined],
        [['index vaf-3f9c2-w1-films'], 'The index is closed.'],
      ],
      tasksNotEnded: [
        [
          ['indices:data/write/reindex, reindex from [a] to [b] (31 s)'],
          'no permissions for [cluster:admin/tasks/cancel]',
          ['/_tasks/n1:7/_cancel'],
        ],
        [['a node that does not tell its tasks: {}', 'b', 'c', 'd', 'e', 'f'], undefined, []],
      ],
      notRemoved: [
        [['index template vaf-3f9c2-w1-t'], ['in use by data stream'], ['/_index_template/vaf-3f9c2-w1-t']],
        [['index vaf-3f9c2-w1-films'], [], ['/vaf-3f9c2-w1-films']],
      ],
      notAPrefix: [['*-']],
      graphDiffers: [['after it was emptied', some, { vertices: 0, edges: 0 }]],
      graphContentDiffers: [['after the dataset was loaded']],
      graphStepFailed: [['emptied', 'The server is out of memory.']],
      traversalRejected: [
        ['property()', 'chosenId', drop],
        ['drop()', 'change', drop],
        ['mergeV()', 'merge', drop],
        ['mergeV()', 'nestedMerge', drop],
        ['option()', 'mergedVertex', drop],
        ['has()', 'key', drop],
        ['call()', 'unreadable', drop],
        ['io()', 'file', drop],
        ['withoutStrategies()', 'strategy', drop],
      ],
      scriptRejected: [[]],
      partitionNotRemoved: [['vaf-3f9c2-w1-t1-4f0e', 'The connection was closed.']],
      partitionNotEmpty: [['vaf-3f9c2-w1-t1-4f0e', some]],
      datasetNotDropped: [['vaf-3f9c2-dataset', some, '_vaf_partition']],
      sharedDatasetCounts: [[some, wanted]],
      sharedDatasetChanged: [[]],
      elementsOutside: [
        [[some], 'stand-in'],
        [[some, wanted], 'created'],
        [[some], 'given'],
      ],
      elementsOfOthers: [[[some]]],
    }),
  ).toMatchInlineSnapshot(`
    "severalIndices
      The fixture 'index' is one index, and the dataset has 2: films, books.
      Say which in the option 'opensearch.index', or use the fixture 'indices'.

    unknownIndex
      The dataset has no index 'film'; it has: books, films.
      Did you mean 'films'?
      or
      There is no index 'airports': the run has no dataset with indices.

    indexNotMade
      Index vaf-3f9c2-w1-t1-films could not be made for the test.
      Last seen: index [vaf-3f9c2-w1-t1-films/4f0e] already exists

    indexNotRestored
      Index vaf-3f9c2-w1-films could not be restored to what the file's seed had made.
      Last seen: no such index

    seedNotRestorable
      What a file's seed has made cannot be restored between its tests: data stream vaf-3f9c2-w1-logs.
      Make it in beforeEach(), where each test gets its own.
      or
      What a file's seed has made cannot be restored between its tests: index vaf-3f9c2-w1-films.
      Last seen: The index is closed.
      Make it in beforeEach(), where each test gets its own.

    tasksNotEnded
      The engine is still working on what a test started.
      Last seen: indices:data/write/reindex, reindex from [a] to [b] (31 s). no permissions for [cluster:admin/tasks/cancel]
      Await it before the test ends, or end it by hand: POST /_tasks/n1:7/_cancel
      or
      The engine is still working on what a test started.
      Last seen: a node that does not tell its tasks: {}; b; c; d; e; and 1 more.
      Await it before the test ends.

    notRemoved
      Still there after it was deleted: index template vaf-3f9c2-w1-t.
      Last seen: in use by data stream.
      Delete by hand: DELETE /_index_template/vaf-3f9c2-w1-t
      or
      Still there after it was deleted: index vaf-3f9c2-w1-films.
      Every deletion was acknowledged: a request that a test did not await may have made it again.
      Delete by hand: DELETE /vaf-3f9c2-w1-films

    notAPrefix
      Nothing was removed: '*-' is not the prefix of a namespace, which starts with a letter or digit and ends with '-'.

    graphDiffers
      The graph is not in the state in which each test finds it, after it was emptied.
      It holds 2 vertices and 1 edge instead of 0 vertices and 0 edges.
      A request that a test did not await, or a transaction it left open, may have written after the test.

    graphContentDiffers
      The graph is not in the state in which each test finds it, after the dataset was loaded.
      It holds the right number of elements, but their ids, labels or properties are not those that were loaded first.
      A request that a test did not await, or a transaction it left open, may have written after the test.

    graphStepFailed
      The graph could not be emptied between tests.
      Last seen: The server is out of memory.

    traversalRejected
      property() is rejected at isolation level 'partition': a test that shares its graph cannot choose the ids of elements: another test may choose the same ids.
      Not sent: g.V().has('iata','BOS').drop()
      Leave the id to the engine, and keep an id of your own in a property. Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      drop() is rejected at isolation level 'partition': it may change elements that other tests see too.
      Not sent: g.V().has('iata','BOS').drop()
      Change what this test has made, by the ids that its own traversals returned, or through 'neptune.owned', which sees nothing else. Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      mergeV() is rejected at isolation level 'partition': whether it finds an element or makes one depends on what is shared.
      Not sent: g.V().has('iata','BOS').drop()
      Use fold().coalesce(unfold(), addV(…)), or 'neptune.owned', which sees only what this test has made. Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      mergeV() is rejected at isolation level 'partition': a merge inside another step is kept to this test's elements only where its maps are written out.
      Not sent: g.V().has('iata','BOS').drop()
      Write the maps out, make the merge a step of the traversal itself, or use fold().coalesce(unfold(), addV(…)). Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      option() is rejected at isolation level 'partition': a map that is not written out can find the vertex of another test.
      Not sent: g.V().has('iata','BOS').drop()
      Write the map out, or give the vertex: option(Merge.outV, select('a')). Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      has() is rejected at isolation level 'partition': the partition key says which test an element belongs to, and tests cannot use it.
      Not sent: g.V().has('iata','BOS').drop()
      Leave the property out. Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      call() is rejected at isolation level 'partition': it does not say what it does, so it may change elements that other tests see too.
      Not sent: g.V().has('iata','BOS').drop()
      Write it in Gremlin steps. Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      io() is rejected at isolation level 'partition': it reads a file into the graph, or writes the graph into one, past every partition.
      Not sent: g.V().has('iata','BOS').drop()
      Name the files as the option 'neptune.dataset'. Or set isolation: 'exclusive', which gives each test a graph of its own.
      or
      withoutStrategies() is rejected at isolation level 'partition': it removes or replaces the strategy that keeps this test's elements apart.
      Not sent: g.V().has('iata','BOS').drop()
      Leave the strategy out. Or set isolation: 'exclusive', which gives each test a graph of its own.

    scriptRejected
      neptune.client is rejected at isolation level 'partition': a script may change elements that other tests see too.
      Nothing was sent.
      Use 'g' or 'neptune.owned'. Or set isolation: 'exclusive', which gives each test a graph of its own.

    partitionNotRemoved
      What a test made in partition vaf-3f9c2-w1-t1-4f0e could not be removed.
      Last seen: The connection was closed.

    partitionNotEmpty
      Partition vaf-3f9c2-w1-t1-4f0e is not empty after its test.
      It holds 2 vertices and 1 edge.
      A transaction that the test left open may have written after it: end every transaction.

    datasetNotDropped
      The dataset in partition vaf-3f9c2-dataset is still in the graph after it was dropped.
      It still has 2 vertices and 1 edge.
      Drop it by hand: g.V().has('_vaf_partition', 'vaf-3f9c2-dataset').drop()

    sharedDatasetCounts
      The dataset that all tests share was changed by a test of this file, or of a file that ran at the same time.
      It holds 2 vertices and 1 edge instead of 3 vertices and 4 edges.
      At isolation level 'partition' only the fixtures are isolated. Run tests whose own clients write to the graph at isolation: 'exclusive'.

    sharedDatasetChanged
      The dataset that all tests share is not what it was when it was loaded.
      At isolation level 'partition' only the fixtures are isolated. Run tests whose own clients write to the graph at isolation: 'exclusive'.

    elementsOutside
      Outside of every test's partition the graph holds 2 vertices and 1 edge.
      They are removed with the stand-in. On a cluster that is shared or kept they would have stayed.
      At isolation level 'partition' only the fixtures are isolated. Run tests whose own clients write to the graph at isolation: 'exclusive'.
      or
      Outside of every test's partition the graph holds 2 vertices and 1 edge, 3 vertices and 4 edges.
      They are deleted with the cluster. On a cluster that is shared or kept they would have stayed.
      At isolation level 'partition' only the fixtures are isolated. Run tests whose own clients write to the graph at isolation: 'exclusive'.
      or
      Outside of every test's partition the graph holds 2 vertices and 1 edge.
      At isolation level 'partition' only the fixtures are isolated. Run tests whose own clients write to the graph at isolation: 'exclusive'.

    elementsOfOthers
      Outside of every test's partition the graph holds 2 vertices and 1 edge. This run did not make them, so they stay. Find out what wrote them."
  `)
})
