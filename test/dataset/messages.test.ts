import { expect, test } from 'vitest'
import * as messages from '../../src/dataset/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('messages about a dataset that cannot be read or loaded name it, what is wrong and what to do', () => {
  expect(
    catalogue(messages, {
      datasetNotFound: [
        ['airport', '/project/fixtures/airport', false, '/project/fixtures/airports'],
        ['airports', '/project/fixtures/airports', true, undefined],
      ],
      datasetEmpty: [['airports', '/project/fixtures/airports']],
      datasetUnreadable: [['airports', '/project/fixtures/airports', ['- neptune/a.csv:2: ~id is empty'], 1]],
      datasetOutOfMemory: [['Dataset airports', 4096]],
      indexFileRejected: [['airports/opensearch/airports/index.json', 'unknown setting [index.shards]']],
      documentsRejected: [
        [['- airports/opensearch/airports/a.ndjson:3: failed to parse field [elevation]'], 1],
        [['- a.ndjson:3: failed to parse', '… and 30 more.'], 31],
      ],
      documentCountDiffers: [['airports', 'airports', 3374, 3376]],
      elementsRejected: [["vertices 'ABE' to 'ABQ'", 'Vertex with id already exists: ABE']],
    }),
  ).toMatchInlineSnapshot(`
    "datasetNotFound
      Dataset airport was not found.
      There is no folder /project/fixtures/airport.
      Did you mean /project/fixtures/airports?
      The path in the option 'dataset' is relative to the root of the Vitest project.
      or
      Dataset airports was not found.
      This is a file, not a folder: /project/fixtures/airports.
      The path in the option 'dataset' is relative to the root of the Vitest project.

    datasetEmpty
      Dataset airports is empty.
      There is neither opensearch/<index>/ nor neptune/ in /project/fixtures/airports.
      Put index.json and *.ndjson into opensearch/<index>/, *.csv in the Gremlin load format of Neptune into neptune/.

    datasetUnreadable
      Dataset airports cannot be read: 1 problem in /project/fixtures/airports
      - neptune/a.csv:2: ~id is empty

    datasetOutOfMemory
      Dataset airports takes more memory to be read than there is.
      Last seen: the heap of 4096 MiB was full.
      A line that holds very many values is the likely reason: make several documents of it.

    indexFileRejected
      The engine rejects airports/opensearch/airports/index.json.
      It says: unknown setting [index.shards]

    documentsRejected
      The engine rejects 1 document of the dataset.
      - airports/opensearch/airports/a.ndjson:3: failed to parse field [elevation]
      or
      The engine rejects 31 documents of the dataset.
      - a.ndjson:3: failed to parse
      … and 30 more.

    documentCountDiffers
      Dataset airports was not loaded completely: index airports holds 3,374 documents, its files hold 3,376 documents.
      An ingest pipeline named in index.json may drop documents, or change their ids.

    elementsRejected
      The service rejects vertices 'ABE' to 'ABQ' of the dataset.
      It says: Vertex with id already exists: ABE"
  `)
})
