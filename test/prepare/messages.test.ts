import { expect, test } from 'vitest'
import * as messages from '../../src/prepare/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('a dataset that cannot be prepared, and what a run has left, is reported with what to do', () => {
  const url = 'https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182'
  const elements = ['ABE', 'ABI', 'ABQ', 'ABR', 'ABY', 'ACK']
  expect(
    catalogue(messages, {
      indexUnknown: [
        ['airport', 'airports', ['airports', 'routes'], 'airports'],
        ['airport', undefined, [], undefined],
      ],
      datasetWithoutIndex: [['airports']],
      datasetWithoutGraph: [['airports']],
      graphTooLarge: [
        ['airports', { vertexCount: 75_000, edgeCount: 150_000, valueCount: 300_000, textLength: 9 }, 650, 512],
      ],
      idsInUse: [[url, 'airports', elements, 'run vaf-3f9c2 of me@laptop']],
      idsTaken: [
        [url, 'airports', elements, ['vaf-3f9c2-dataset']],
        [url, 'airports', ['ABE'], []],
      ],
      leftoversRemoved: [['vaf-3f9c2']],
      graphNotEmpty: [
        [url, 3, false],
        [url, 1_000, true],
      ],
      graphStillWritten: [[url, 1, 2]],
      leftOutside: [
        [['index books (made by "a.test.ts > adds a book")'], 'stand-in'],
        [['index books', 'alias shelf'], 'created'],
        [['index books'], 'reused'],
      ],
      madeBy: [['index books', ['"a.test.ts > adds a book"', '"b.test.ts > adds a book"']]],
    }),
  ).toMatchInlineSnapshot(`
    "indexUnknown
      The option opensearch.index names an index that the dataset does not have: 'airport'.
      Dataset airports has: airports, routes.
      Did you mean 'airports'?
      or
      The option opensearch.index names an index that the dataset does not have: 'airport'.
      There is no opensearch.dataset.

    datasetWithoutIndex
      Dataset airports has no index: there is no folder opensearch/<index>/ in it.

    datasetWithoutGraph
      Dataset airports has no graph: there is no folder neptune/ in it.

    graphTooLarge
      The graph of dataset airports is too large for its engine.
      Last seen: 75,000 vertices, 150,000 edges and 300,000 properties take 650 MiB at least; its heap has 512 MiB.
      Use a smaller graph, or a larger 'neptune.heapMb'.

    idsInUse
      The graph at https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182 has ids of dataset airports already: ABE, ABI, ABQ, ABR, ABY, ….
      They are of run vaf-3f9c2 of me@laptop. Nothing was touched.
      Wait until that run has ended: ids are unique in the whole graph. Or give runs at the same time datasets with ids of their own, or clusters of their own.

    idsTaken
      The graph at https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182 has elements with ids of dataset airports already: ABE, ABI, ABQ, ABR, ABY, ….
      Ids are unique in the whole graph, also among partitions. Nothing was touched.
      If run vaf-3f9c2 has ended, drop what it has left: g.V().has('_vaf_partition', 'vaf-3f9c2-dataset').drop(). Otherwise wait for it.
      or
      The graph at https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182 has elements with ids of dataset airports already: ABE.
      Ids are unique in the whole graph, also among partitions. Nothing was touched.
      Give the dataset ids of its own, or a cluster whose graph does not have them.

    leftoversRemoved
      what run vaf-3f9c2 had left in the graph of the cluster was removed

    graphNotEmpty
      The graph of the Neptune cluster at https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182, which was given, is not empty, and not this package's to wipe.
      It holds 3 vertices. Nothing was touched.
      Set isolation: 'partition', where tests work beside what is there; or give a cluster whose graph is empty.
      or
      The graph of the Neptune cluster at https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182, which was given, is not empty, and not this package's to wipe.
      It holds 1,000 vertices or more. Nothing was touched.
      Set isolation: 'partition', where tests work beside what is there; or give a cluster whose graph is empty.

    graphStillWritten
      The graph of the Neptune cluster at https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182 is not empty at the end of the run.
      It holds 1 vertex and 2 edges after everything was dropped: something still writes into it.
      Find out what does, and drop the rest by hand: g.V().drop()

    leftOutside
      Outside of every test's namespace there is: index books (made by "a.test.ts > adds a book").
      It is removed with the stand-in now; on a domain that is shared or kept it would have stayed.
      Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix').
      or
      Outside of every test's namespace there is: index books, alias shelf.
      They are deleted with the domain now; on one that is shared or kept they would have stayed.
      Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix').
      or
      Outside of every test's namespace there is: index books.
      It stays on the domain: delete it by its name if it is of your tests.
      Make the code under test use the index prefix (the fixture 'indexPrefix', or a variable mapped to 'opensearch.indexPrefix').

    madeBy
      index books (made by "a.test.ts > adds a book" or "b.test.ts > adds a book")"
  `)
})
