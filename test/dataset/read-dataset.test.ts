import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import { readDatasetSync } from '../../src/dataset/read-dataset-sync.ts'
import { datasetFolder } from './dataset-folder.ts'
import { problemsOf } from './problems-of.ts'

const index = 'opensearch/towns'

test('indices are read in the order of their names, with the body of the create request', async () => {
  const directory = await datasetFolder({
    'opensearch/b/index.json': '\uFEFF{"mappings":{"properties":{"name":{"type":"keyword"}}}}',
    'opensearch/b/2.ndjson': '{"name":"Bern"}\r\n',
    'opensearch/b/1.ndjson': '\n{"_id":"BS","name":"Basel"}\n{"name":"Biel"}\n\n',
    'opensearch/a/index.json': '{}',
    'opensearch/a/none.ndjson': '',
    'README.md': '',
    LICENSE: '',
  })
  const dataset = await readDataset(directory)
  expect(dataset).toEqual({
    name: 'towns',
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    indices: [
      { name: 'a', body: {}, files: [join(directory, 'opensearch', 'a', 'none.ndjson')], documentCount: 0 },
      {
        name: 'b',
        body: { mappings: { properties: { name: { type: 'keyword' } } } },
        files: [join(directory, 'opensearch', 'b', '1.ndjson'), join(directory, 'opensearch', 'b', '2.ndjson')],
        documentCount: 3,
      },
    ],
  })
})

test('every bad line of every index is reported', async () => {
  expect(
    await problemsOf({
      [`${index}/index.json`]: '[]',
      [`${index}/documents.ndjson`]: [
        '{"_id":"a"}',
        '{"name":',
        '["a"]',
        '{"index":{"_id":"b"}}',
        '{"_id":7}',
        '{"_id":""}',
        '{"_id":"a","name":"again"}',
        '{"index":"this is a document"}',
      ].join('\n'),
      [`${index}/more.ndjson`]: '{"_id":"a"}',
      [`${index}/old.json`]: '{}',
      'opensearch/Villages/a.ndjson': '{}',
      'opensearch/loose.ndjson': '{}',
      'opensearch/broken/index.json': '{',
      'opensearch/broken/none.ndjson': '',
      'elasticsearch/towns/index.json': '{}',
    }),
  ).toEqual([
    'elasticsearch: this is not read; a dataset is a folder with opensearch/ and neptune/ in it',
    "opensearch/Villages: 'Villages' cannot be an index name; use lower-case letters, digits, '-', '_' and '.'",
    'opensearch/Villages/index.json: it is missing; {} is enough for the defaults',
    expect.stringMatching(/^opensearch\/broken\/index\.json: it is not JSON: Expected property name/),
    'opensearch/loose.ndjson: this is not read; each index is a folder that has its name',
    expect.stringMatching(/^opensearch\/towns\/documents\.ndjson:2: this is not JSON: Unexpected end/),
    'opensearch/towns/documents.ndjson:3: a line must hold one JSON object, the document',
    'opensearch/towns/documents.ndjson:4: this is an action of the bulk API; leave such lines out, and give a document its id, if it has one, in its _id',
    'opensearch/towns/documents.ndjson:5: _id must be a text that is not empty',
    'opensearch/towns/documents.ndjson:6: _id must be a text that is not empty',
    "opensearch/towns/documents.ndjson:7: the _id 'a' is there already, in documents.ndjson:1",
    'opensearch/towns/index.json: it must hold an object, the body of the create request: settings, mappings, aliases',
    "opensearch/towns/more.ndjson:1: the _id 'a' is there already, in documents.ndjson:1",
    'opensearch/towns/old.json: this is not read; the files of an index are index.json and *.ndjson',
  ])
})

test('a dataset folder that is empty, missing or a file fails with an error that names it', async () => {
  const directory = await datasetFolder({ 'README.md': '' })
  const failsWith = (path: string, resource: string, text: string) =>
    expect(readDataset(path)).rejects.toMatchObject({
      ...{ code: 'AWS_FIXTURE_DATASET', resource, message: expect.stringContaining(text) },
    })
  await failsWith(directory, 'towns', `nor neptune/ in ${directory}`)
  await failsWith(join(directory, 'nowhere'), 'nowhere', `no folder ${join(directory, 'nowhere')}`)
  await failsWith(join(directory, 'README.md'), 'README.md', `not a folder: ${join(directory, 'README.md')}`)
})

test('the error for a missing dataset folder suggests one with a similar name', async () => {
  const directory = await datasetFolder({ 'fixtures/places/README.md': '' })
  const meant = `Did you mean ${join(directory, 'fixtures', 'places')}?`
  expect(() => readDatasetSync(join(directory, 'fixtures', 'place'))).toThrow(meant)
  expect(() => readDatasetSync(join(directory, 'fixture', 'places'))).toThrow(meant)
  expect(() => readDatasetSync(join(directory, 'Fixture', 'plases'))).toThrow(meant)
  expect(() => readDatasetSync(join(directory, 'fixtures', 'airports'))).not.toThrow('Did you mean')
  expect(() => readDatasetSync(join(directory, 'other', 'places'))).not.toThrow('Did you mean')
})

test('a folder for an index needs a file', async () => {
  const directory = await datasetFolder({ 'opensearch/towns/index.json': '{}' })
  expect(() => readDatasetSync(directory)).toThrow(
    '- opensearch/towns: there is no .ndjson file in this folder; for an index without documents, put an empty one',
  )
})

test('a folder for a graph needs a file', async () => {
  const directory = await datasetFolder({})
  await mkdir(join(directory, 'neptune'))
  expect(() => readDatasetSync(directory)).toThrow('- neptune: there is no .csv file in this folder')
})

test('the fingerprint of a dataset depends on contents and names, and on nothing else', async () => {
  const files = { 'neptune/v.csv': '~id\na\n', 'opensearch/a/index.json': '{}', 'opensearch/a/d.ndjson': '{"a":1}' }
  const print = async (changed: Record<string, string>) =>
    readDatasetSync(await datasetFolder({ ...files, ...changed })).fingerprint

  const first = await print({})
  expect(await print({})).toBe(first)
  expect(await print({ 'README.md': 'notes', 'neptune/.hidden': 'x' })).toBe(first)
  expect(await print({ 'neptune/v.csv': '~id\nb\n' })).not.toBe(first)
  expect(await print({ 'neptune/w.csv': '~id\nb\n' })).not.toBe(first)

  const moved = await datasetFolder(files)
  await rename(moved, join(dirname(moved), 'cities'))
  expect(readDatasetSync(join(dirname(moved), 'cities')).fingerprint).toBe(first)
  await rename(join(dirname(moved), 'cities', 'neptune', 'v.csv'), join(dirname(moved), 'cities', 'neptune', 'u.csv'))
  expect(readDatasetSync(join(dirname(moved), 'cities')).fingerprint).not.toBe(first)
})
